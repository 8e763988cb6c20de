using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Webhooks;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Webhooks;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels.Webhook;

public sealed class WebhookChannelTests
{
    private const string Secret = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private const string PreviousSecret = "whsec_AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

    [Theory]
    [InlineData("alert-fired")]
    [InlineData("alert-digest")]
    public void The_example_is_valid(string name) => MessageSchemas.ValidateWebhook(name, Example(name)).ShouldBeEmpty();

    [Fact]
    public async Task An_alert_has_every_part_of_the_example()
    {
        var webhook = await ReceiveAsync(SampleAlerts.Of(SampleAlerts.Usual));

        Names(webhook.Json).ShouldBe(Names(JsonNode.Parse(Example("alert-fired"))!));
        var data = webhook.Json["data"]!;
        Names(data).ShouldBe(Names(JsonNode.Parse(Example("alert-fired"))!["data"]!), ignoreOrder: true);
        data["rule"]!
            .ToJsonString()
            .ShouldBe("""{"id":"competitor-mentioned","title":"Prospect named a competitor","severity":"warning"}""");
        ((string?)data["call"]!["prospectEmail"]).ShouldBe(SampleAlerts.Email);
        ((string?)data["snippets"]![0]!["sentence"]).ShouldBe(SampleAlerts.Sentence);
    }

    [Fact]
    public async Task What_is_hidden_is_absent()
    {
        var data = (await ReceiveAsync(SampleAlerts.Of(SampleAlerts.Bare))).Json["data"]!;

        Names(data).ShouldNotContain("prospect");
        Names(data["call"]!).ShouldBe(["id", "createdAt"]);
        data["snippets"]!.AsArray().ShouldBeEmpty();
        var domain = SampleAlerts.Usual with { Prospect = "acme.example", ProspectEmail = null };
        data = (await ReceiveAsync(SampleAlerts.Of(domain))).Json["data"]!;
        ((string?)data["prospect"]).ShouldBe("acme.example");
        Names(data["call"]!).ShouldNotContain("prospectEmail");
    }

    [Fact]
    public async Task A_digest_has_every_part_of_the_example()
    {
        var webhook = await ReceiveAsync(SampleAlerts.DigestOf(SampleAlerts.Usual, 25));

        var (data, example) = (webhook.Json["data"]!, JsonNode.Parse(Example("alert-digest"))!["data"]!);
        Names(data).ShouldBe(Names(example));
        Names(data["newest"]![0]!).ShouldBe(Names(example["newest"]![0]!), ignoreOrder: true);
        Names(data["rules"]![0]!).ShouldBe(Names(example["rules"]![0]!));
        ((string?)data["reason"]).ShouldBe("throttle");
        data["count"]!.GetValue<int>().ShouldBe(25);
        data["more"]!.GetValue<int>().ShouldBe(5);
        data["newest"]!.AsArray().Count.ShouldBe(20);
    }

    [Theory]
    [InlineData("Scheduled", "scheduled")]
    [InlineData("QuietHours", "quietHours")]
    [InlineData("Late", "late")]
    public async Task The_reason_of_a_digest_is_a_word_of_the_schema(string reason, string word)
    {
        var digest = SampleAlerts.DigestOf(Enum.Parse<DigestReason>(reason), [SampleAlerts.Usual]);

        ((string?)(await ReceiveAsync(digest)).Json["data"]!["reason"]).ShouldBe(word);
    }

    [Fact]
    public async Task The_id_is_the_notifications_for_every_try()
    {
        var first = await ReceiveAsync(SampleAlerts.Of(SampleAlerts.Usual));
        var second = await ReceiveAsync(SampleAlerts.Of(SampleAlerts.Usual));

        first.Id.ShouldBe(SampleAlerts.Id);
        second.Id.ShouldBe(SampleAlerts.Id);
        first.Id.ShouldNotContain('.');
        first.Headers["X-Api-Key"].ShouldBe("apikeyvalue");
        WebhookSecret.TryParse(Secret, out var secret).ShouldBeTrue();
        WebhookSecret.TryParse(PreviousSecret, out var previous).ShouldBeTrue();
        var timestamp = long.Parse(first.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture);
        first.Headers["webhook-signature"].ShouldBe(WebhookSigner.Sign(first.Id, timestamp, first.Body, secret, previous));
    }

    [Fact]
    public async Task Text_from_outside_arrives_as_it_is()
    {
        foreach (var text in SampleAlerts.Hostile.Append("a\u0007b\u202Ec\r\n👩‍👩‍👧‍👦"))
            ((string?)(await ReceiveAsync(SampleAlerts.Of(SampleAlerts.With(text)))).Json["data"]!["text"]).ShouldBe(text);
    }

    [Fact]
    public async Task Any_text_makes_a_valid_body() =>
        await SampleAlerts.Texts.SampleAsync(
            async text =>
            {
                await ReceiveAsync(SampleAlerts.Of(SampleAlerts.With(text)));
                await ReceiveAsync(SampleAlerts.DigestOf(SampleAlerts.With(text), 3));
            },
            iter: 20
        );

    [Theory]
    [InlineData("alert-fired", "type", "\"alert.digest\"")]
    [InlineData("alert-fired", "data.rule", "{}")]
    [InlineData("alert-fired", "data.call", "{}")]
    [InlineData("alert-fired", "data.text", "null")]
    [InlineData("alert-fired", "data.prospect", "null")]
    [InlineData("alert-fired", "data.test", "\"no\"")]
    [InlineData("alert-fired", "data.snippets", "[{}]")]
    [InlineData("alert-digest", "data.reason", "\"other\"")]
    [InlineData("alert-digest", "data.newest", "[{}]")]
    [InlineData("alert-digest", "data.rules", "[{}]")]
    [InlineData("alert-digest", "data.count", "-1")]
    public void A_wrong_body_is_invalid(string name, string member, string value)
    {
        var body = JsonNode.Parse(Example(name))!;
        var parts = member.Split('.');
        var parent = parts.Length == 1 ? body : body[parts[0]]!;
        parent[parts[^1]] = JsonNode.Parse(value);

        MessageSchemas.ValidateWebhook(name, body.ToJsonString()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(410)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_status_decides_the_result(int status)
    {
        ChannelResult expected = status switch
        {
            401 or 403 => new ChannelResult.Unauthorized($"HTTP {status}: check Channels:deals:Secret and Channels:deals:Headers"),
            410 => new ChannelResult.Unauthorized(
                "HTTP 410: the receiver has closed the address in Channels:deals:Url",
                TimeSpan.FromHours(1)
            ),
            302 => new ChannelResult.Unauthorized("HTTP 302: redirects are not followed, set Channels:deals:Url to the final address"),
            429 => new ChannelResult.Unavailable("HTTP 429", TimeSpan.FromSeconds(7)),
            408 or 503 => new ChannelResult.Unavailable($"HTTP {status}", TimeSpan.FromSeconds(7), IsSuspect: true),
            _ => new ChannelResult.Rejected($"HTTP {status}"),
        };
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(status, ("Retry-After", "7"));
        using var host = new ChannelHost();

        (await SendAsync(host, receiver, SampleAlerts.Of(SampleAlerts.Usual))).ShouldBe(expected);
    }

    /// <summary>What a receiver gets, which is valid.</summary>
    private static async Task<ReceivedWebhook> ReceiveAsync(Notification notification)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var host = new ChannelHost();

        (await SendAsync(host, receiver, notification)).ShouldBe(new ChannelResult.Sent());

        var webhook = receiver.Received.ShouldHaveSingleItem();
        MessageSchemas.ValidateWebhook(notification is AlertNotification ? "alert-fired" : "alert-digest", webhook.Text).ShouldBeEmpty();
        return webhook;
    }

    private static Task<ChannelResult> SendAsync(ChannelHost host, WebhookReceiver receiver, Notification notification) =>
        host.SendAsync(
            "webhook",
            new ChannelOptions
            {
                Url = receiver.Url,
                Secret = Secret,
                PreviousSecret = PreviousSecret,
                Headers = { ["X-Api-Key"] = "apikeyvalue" },
            },
            notification
        );

    private static string Example(string name) =>
        File.ReadAllText(Path.Combine(Repository.Contracts, "webhooks", "examples", $"{name}.json"));

    private static IReadOnlyList<string> Names(JsonNode data) => [.. data.AsObject().Select(member => member.Key)];
}
