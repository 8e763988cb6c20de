using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Tests.ServiceDefaults.Webhooks;

public sealed class WebhookRulesTests
{
    private const string AnAddress = "an https address such as https://hooks.example.com/calls (http to this machine only)";

    [Theory]
    [InlineData("https://hooks.example.com/T00/secret?token=secret")]
    [InlineData("http://localhost:8080/hook")]
    [InlineData("http://127.0.0.1:8080/hook")]
    [InlineData("http://[::1]:8080/hook")]
    public void An_https_address_is_valid_and_http_on_this_machine(string url) =>
        new SettingRules("Crm:Webhook").WebhookUrl("Url", url).Failures.ShouldBeEmpty();

    [Theory]
    [InlineData(null, $"Crm:Webhook:Url: found nothing, expected {AnAddress}")]
    [InlineData(" ", $"Crm:Webhook:Url: found nothing, expected {AnAddress}")]
    [InlineData("hooks.example.com/secret", $"Crm:Webhook:Url: found 'a text that is no address', expected {AnAddress}")]
    [InlineData("/hooks/secret", $"Crm:Webhook:Url: found 'a text that is no address', expected {AnAddress}")]
    [InlineData("http://hooks.example.com/secret?secret", $"Crm:Webhook:Url: found 'http://hooks.example.com', expected {AnAddress}")]
    [InlineData("ftp://hooks.example.com/secret", $"Crm:Webhook:Url: found 'ftp://hooks.example.com', expected {AnAddress}")]
    [InlineData(
        "https://user:secret@hooks.example.com/",
        $"Crm:Webhook:Url: found 'an address with a user', expected {AnAddress}; credentials belong in a header"
    )]
    public void A_wrong_address_is_named_without_its_secret(string? url, string line) =>
        new SettingRules("Crm:Webhook").WebhookUrl("Url", url).Failures.ShouldHaveSingleItem().ShouldBe(line);

    [Theory]
    [InlineData(null, "Crm:Webhook:Secret: found nothing, expected whsec_ and the base64 of 24 to 64 bytes")]
    [InlineData("topsecret", "Crm:Webhook:Secret: found 'another text', expected whsec_ and the base64 of 24 to 64 bytes")]
    public void A_wrong_secret_is_not_shown(string? secret, string line) =>
        new SettingRules("Crm:Webhook").WebhookSecret("Secret", secret, isRequired: true).Failures.ShouldHaveSingleItem().ShouldBe(line);

    [Fact]
    public void An_optional_secret_may_be_left_out() =>
        new SettingRules("Crm:Webhook").WebhookSecret("PreviousSecret", "", isRequired: false).Failures.ShouldBeEmpty();

    [Theory]
    [InlineData("X-Api-Key", "k 1", null)]
    [InlineData("Authorization", "Bearer secret", null)]
    [InlineData("X Key", "secret", "found 'X Key', expected the name of a header: letters, digits and '-'")]
    [InlineData(
        "Webhook-Id",
        "secret",
        "found 'Webhook-Id', expected the name of a header that is not set by this service, such as X-Api-Key"
    )]
    [InlineData("host", "secret", "found 'host', expected the name of a header that is not set by this service, such as X-Api-Key")]
    [InlineData(
        "Content-Type",
        "secret",
        "found 'Content-Type', expected the name of a header that is not set by this service, such as X-Api-Key"
    )]
    [InlineData("X-Key", "", "found nothing, expected the header's value")]
    [InlineData(
        "X-Key",
        "sec\r\nret",
        "found 'a value with characters that are not allowed in a header', expected ASCII letters and signs"
    )]
    [InlineData("X-Key", "sécret", "found 'a value with characters that are not allowed in a header', expected ASCII letters and signs")]
    public void Headers_can_be_sent_and_are_not_our_own(string name, string value, string? line)
    {
        var rules = new SettingRules("Crm:Webhook").WebhookHeaders("Headers", new Dictionary<string, string> { [name] = value });

        rules.Failures.ShouldBe(line is null ? [] : [$"Crm:Webhook:Headers:{name}: {line}"]);
    }
}
