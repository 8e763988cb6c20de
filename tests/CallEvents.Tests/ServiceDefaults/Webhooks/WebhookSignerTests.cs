using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Tests.ServiceDefaults.Webhooks;

public sealed class WebhookSignerTests
{
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.test.ts ("sign function works")
    private const string PublishedId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long PublishedTimestamp = 1614265330;
    private const string PublishedSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] PublishedBody = """{"test": 2432232314}"""u8.ToArray();
    private static readonly WebhookSecret PublishedSecret = Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly WebhookSecret Another = Parse($"whsec_{Convert.ToBase64String(new byte[32])}");

    [Fact]
    public void The_published_test_vector_is_signed_as_published() =>
        WebhookSigner.Sign(PublishedId, PublishedTimestamp, PublishedBody, PublishedSecret).ShouldBe(PublishedSignature);

    [Fact]
    public void The_previous_secret_signs_too()
    {
        var signature = WebhookSigner.Sign(PublishedId, PublishedTimestamp, PublishedBody, Another, PublishedSecret);

        var signatures = signature.Split(' ');
        signatures.Length.ShouldBe(2);
        signatures[0].ShouldBe(WebhookSigner.Sign(PublishedId, PublishedTimestamp, PublishedBody, Another));
        signatures[1].ShouldBe(PublishedSignature);
    }

    [Fact]
    public void Without_a_previous_secret_there_is_one_signature() =>
        WebhookSigner.Sign(PublishedId, PublishedTimestamp, PublishedBody, PublishedSecret, null).ShouldBe(PublishedSignature);

    [Theory]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(23, false)]
    [InlineData(65, false)]
    [InlineData(66, false)]
    [InlineData(100, false)]
    public void A_secret_has_24_to_64_bytes(int length, bool isValid) =>
        WebhookSecret.TryParse($"whsec_{Convert.ToBase64String(new byte[length])}", out _).ShouldBe(isValid);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_no base64 at all, but long enough!")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Another_text_is_no_secret(string? text) => WebhookSecret.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_secret_is_not_shown() => $"{PublishedSecret}".ShouldBe("whsec_***");

    [Fact]
    public void The_id_of_a_write_never_changes()
    {
        // Frozen: a receiver knows a repeat by it, also after an update of this service.
        WebhookId.Create("webhook:0123456789ab", "call_1", 20, 30).ShouldBe("608ff1ed-dbb3-51e9-a017-d90debcf8bdb");
        WebhookId
            .Create("webhook:0123456789ab", "call_1", 20, null)
            .ShouldNotBe(WebhookId.Create("webhook:0123456789ab", "call_1", null, 20));
        WebhookId.Create("webhook:0123456789ab", "call.1", 20, 30).ShouldNotContain('.');
    }

    private static WebhookSecret Parse(string text) =>
        WebhookSecret.TryParse(text, out var secret) ? secret : throw new ArgumentException("No secret", nameof(text));
}
