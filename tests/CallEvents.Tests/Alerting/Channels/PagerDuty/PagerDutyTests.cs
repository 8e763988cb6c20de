using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.PagerDuty;
using CallEvents.TestSupport.PagerDuty;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels.PagerDuty;

public sealed class PagerDutyTests
{
    private static readonly Alert Usual = SampleAlerts.Usual;

    [Fact]
    public async Task An_alert_is_triggered_with_all_that_is_known()
    {
        await using var pagerDuty = await PagerDutyStub.StartAsync();
        using var host = new ChannelHost();

        (await SendAsync(host, pagerDuty, SampleAlerts.Of(Usual))).ShouldBe(new ChannelResult.Sent());

        var message = pagerDuty.Messages.ShouldHaveSingleItem();
        var payload = message["payload"]!;
        ((string?)payload["summary"]).ShouldBe("Warning: Prospect named a competitor · Ada Example");
        ((string?)payload["severity"]).ShouldBe("warning");
        ((string?)payload["source"]).ShouldBe("main");
        ((string?)payload["timestamp"]).ShouldBe("2026-11-28T14:45:02.000Z");
        payload["custom_details"]!
            .ToJsonString()
            .ShouldBe(
                JsonNode
                    .Parse(
                        """
                        {
                          "why": "The prospect said “Gong” at 12:05.", "rep": "Ada Example", "prospect": "jane.doe@acme.example",
                          "call": "2026-11-28 14:03 UTC", "outcome": "follow_up", "coaching_score": "58.5", "duration": "30 min",
                          "snippets": ["12:05 prospect: We are also looking at Gong."],
                          "rule_id": "competitor-mentioned", "call_id": "call_1", "workspace": "main"
                        }
                        """
                    )!
                    .ToJsonString()
            );
        message["links"]!.ToJsonString().ShouldBe("""[{"href":"https://app.example.com/calls/call_1","text":"Call call_1"}]""");
    }

    [Fact]
    public void Each_alert_has_a_key_that_every_try_repeats()
    {
        // Frozen: an update of this service must not open an incident again.
        KeyOf(SampleAlerts.Of(Usual)).ShouldBe("e49c3893b1552661bf329ffd483b7c1820f30ad25bb1b23f89953f0100d9a122");
        KeyOf(new AlertNotification("another", Usual with { Text = "other" })).ShouldBe(KeyOf(SampleAlerts.Of(Usual)));
        Alert[] others =
        [
            Usual with
            {
                Workspace = "other",
            },
            Usual with
            {
                RuleId = "other",
            },
            Usual with
            {
                CallId = "other",
            },
            Usual with
            {
                Occurrence = "escalation",
            },
            Usual with
            {
                IsTest = true,
            },
        ];
        others.Append(Usual).Select(alert => KeyOf(SampleAlerts.Of(alert))).Distinct().Count().ShouldBe(6);
        KeyOf(new AlertNotification("another", Usual with { IsTest = true }))
            .ShouldNotBe(KeyOf(SampleAlerts.Of(Usual with { IsTest = true })));
    }

    [Fact]
    public async Task A_digest_has_its_own_key_counts_and_links()
    {
        await using var pagerDuty = await PagerDutyStub.StartAsync();
        using var host = new ChannelHost();

        (await SendAsync(host, pagerDuty, SampleAlerts.DigestOf(Usual, 25))).ShouldBe(new ChannelResult.Sent());

        var message = pagerDuty.Messages.ShouldHaveSingleItem();
        ((string?)message["payload"]!["summary"]).ShouldBe("Throttled: 25 alerts");
        message["payload"]!["custom_details"]!["newest"]!.AsArray().Count.ShouldBe(20);
        ((string?)message["payload"]!["custom_details"]!["more"]).ShouldBe("5 more are not listed.");
        message["links"]!.AsArray().Count.ShouldBe(20);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("\u202E\u0000")]
    public async Task The_longest_alert_and_digest_are_within_the_limits(string character)
    {
        await using var pagerDuty = await PagerDutyStub.StartAsync();
        using var host = new ChannelHost();
        var alert = SampleAlerts.Longest(character);

        (await SendAsync(host, pagerDuty, SampleAlerts.Of(alert))).ShouldBe(new ChannelResult.Sent());
        (await SendAsync(host, pagerDuty, SampleAlerts.DigestOf(alert, 60))).ShouldBe(new ChannelResult.Sent());
    }

    [Fact]
    public void Any_text_makes_a_valid_event() =>
        SampleAlerts.Texts.Sample(
            text =>
            {
                PagerDutyStub.Refuse(EventOf(SampleAlerts.Of(SampleAlerts.With(text)))).ShouldBeEmpty();
                PagerDutyStub.Refuse(EventOf(SampleAlerts.DigestOf(SampleAlerts.With(text), 3))).ShouldBeEmpty();
            },
            iter: 100
        );

    [Theory]
    [InlineData("'routing_key' is invalid")]
    [InlineData("Length of 'routing_key' is incorrect (should be 32 characters)")]
    [InlineData("Invalid routing key")]
    public async Task A_wrong_routing_key_needs_an_operator(string error) =>
        (await AnswerAsync(400, PagerDutyStub.Invalid("'x' is missing", error))).ShouldBe(
            new ChannelResult.Unauthorized("HTTP 400: PagerDuty rejects the routing key, check Channels:deals:RoutingKey")
        );

    [Theory]
    [InlineData(401, "check Channels:deals:RoutingKey")]
    [InlineData(403, "check Channels:deals:RoutingKey")]
    [InlineData(404, "check Channels:deals:Url")]
    public async Task An_answer_about_key_or_address_needs_an_operator(int status, string advice) =>
        (await AnswerAsync(status, "")).ShouldBe(new ChannelResult.Unauthorized($"HTTP {status}: {advice}"));

    [Fact]
    public async Task An_event_that_is_refused_is_rejected()
    {
        (await AnswerAsync(400, PagerDutyStub.Invalid("'payload.summary' is missing: Gong"))).ShouldBe(
            new ChannelResult.Rejected("HTTP 400")
        );
        (await AnswerAsync(400, "")).ShouldBe(new ChannelResult.Rejected("HTTP 400"));
        (await AnswerAsync(413, "")).ShouldBe(new ChannelResult.Rejected("HTTP 413"));
    }

    [Fact]
    public async Task A_limit_waits_for_minutes()
    {
        (await AnswerAsync(429, "")).ShouldBe(new ChannelResult.Unavailable("HTTP 429", TimeSpan.FromMinutes(2)));
        (await AnswerAsync(429, "", ("Retry-After", "300"))).ShouldBe(new ChannelResult.Unavailable("HTTP 429", TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task An_error_of_the_server_may_be_about_the_event() =>
        (await AnswerAsync(500, "")).ShouldBe(new ChannelResult.Unavailable("HTTP 500", IsSuspect: true));

    [Fact]
    public void The_address_may_be_left_out()
    {
        using var host = new ChannelHost();

        host.Validate("pagerduty", new ChannelOptions { RoutingKey = $"{PagerDutyStub.RoutingKey}\n" }).ShouldBeEmpty();
        host.Type("pagerduty").Create("deals", new ChannelOptions { RoutingKey = PagerDutyStub.RoutingKey }).ShouldNotBeNull();
    }

    private static async Task<ChannelResult> AnswerAsync(int status, string body, params (string, string)[] headers)
    {
        await using var pagerDuty = await PagerDutyStub.StartAsync();
        using var host = new ChannelHost();
        pagerDuty.AnswerWith(status, body, headers);
        return await SendAsync(host, pagerDuty, SampleAlerts.Of(Usual));
    }

    private static Task<ChannelResult> SendAsync(ChannelHost host, PagerDutyStub pagerDuty, Notification notification) =>
        host.SendAsync("pagerduty", new ChannelOptions { Url = pagerDuty.Url, RoutingKey = PagerDutyStub.RoutingKey }, notification);

    private static string KeyOf(Notification notification) => (string)EventOf(notification)["dedup_key"]!;

    private static JsonNode EventOf(Notification notification) =>
        JsonNode.Parse(PagerDutyEvent.Create(notification, PagerDutyStub.RoutingKey))!;
}
