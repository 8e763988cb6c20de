using CallEvents.Alerting.Channels;
using CallEvents.TestSupport.Slack;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.Alerting.Channels.Slack;

public sealed class SlackChannelTests
{
    private const string Advice = "check Channels:deals:Url, the webhook was revoked or its channel is closed";

    [Fact]
    public async Task An_alert_and_a_digest_are_taken()
    {
        await using var slack = await SlackStub.StartAsync();
        using var host = new ChannelHost();

        (await host.SendAsync("slack", slack.Url)).ShouldBe(new ChannelResult.Sent());
        (await host.SendAsync("slack", slack.Url, SampleAlerts.DigestOf(SampleAlerts.Usual, 25))).ShouldBe(new ChannelResult.Sent());

        slack.Messages.Count.ShouldBe(2);
        slack.Received[0].Path.ShouldBe(WebhookReceiver.SecretPath);
        slack.Received[0].Method.ShouldBe("POST");
    }

    [Theory]
    [InlineData(403, "invalid_token", "HTTP 403 invalid_token")]
    [InlineData(403, "action_prohibited", "HTTP 403 action_prohibited")]
    [InlineData(404, "no_service", "HTTP 404 no_service")]
    [InlineData(404, "no_active_hooks", "HTTP 404 no_active_hooks")]
    [InlineData(404, "no_team", "HTTP 404 no_team")]
    [InlineData(404, "channel_not_found\n", "HTTP 404 channel_not_found")]
    [InlineData(401, "", "HTTP 401")]
    [InlineData(404, "<html>jane.doe@acme.example</html>", "HTTP 404")]
    [InlineData(404, "kJ7qsecretpath", "HTTP 404")]
    public async Task A_revoked_webhook_needs_an_operator(int status, string body, string reason) =>
        (await SendAsync(status, body)).ShouldBe(new ChannelResult.Unauthorized($"{reason}: {Advice}"));

    [Theory]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("{}")]
    public async Task An_answer_that_is_not_from_Slack_is_no_success(string body) =>
        (await SendAsync(200, body)).ShouldBe(
            new ChannelResult.Unauthorized("HTTP 200: check Channels:deals:Url, what answers there is not Slack")
        );

    [Theory]
    [InlineData("ok\n")]
    [InlineData("")]
    public async Task The_status_counts_where_the_rest_of_the_answer_is_lost(string body) =>
        (await SendAsync(200, body)).ShouldBe(new ChannelResult.Sent());

    [Fact]
    public async Task An_archived_channel_is_tried_hourly() =>
        (await SendAsync(410, "channel_is_archived")).ShouldBe(
            new ChannelResult.Unauthorized($"HTTP 410 channel_is_archived: {Advice}", TimeSpan.FromHours(1))
        );

    [Theory]
    [InlineData(400, "invalid_payload", "HTTP 400 invalid_payload")]
    [InlineData(400, "invalid_blocks", "HTTP 400 invalid_blocks")]
    [InlineData(400, "We do not like 'Gong'", "HTTP 400")]
    [InlineData(413, "", "HTTP 413")]
    public async Task A_message_that_is_refused_is_rejected(int status, string body, string reason) =>
        (await SendAsync(status, body)).ShouldBe(new ChannelResult.Rejected(reason));

    [Theory]
    [InlineData(500, "rollup_error", "HTTP 500 rollup_error")]
    [InlineData(503, "", "HTTP 503")]
    [InlineData(408, "", "HTTP 408")]
    public async Task An_error_of_the_server_may_be_about_the_message(int status, string body, string reason) =>
        (await SendAsync(status, body)).ShouldBe(new ChannelResult.Unavailable(reason, IsSuspect: true));

    [Fact]
    public async Task A_limit_waits_as_long_as_it_says()
    {
        var result = await SendAsync(429, "rate_limited", ("Retry-After", "30"));

        result.ShouldBe(new ChannelResult.Unavailable("HTTP 429 rate_limited", TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var result = await SendAsync(302, "", ("Location", "https://elsewhere.example/secretpath"));

        result.ShouldBe(
            new ChannelResult.Unauthorized("HTTP 302: redirects are not followed, set Channels:deals:Url to the final address")
        );
    }

    private static async Task<ChannelResult> SendAsync(int status, string body, params (string, string)[] headers)
    {
        await using var slack = await SlackStub.StartAsync();
        using var host = new ChannelHost();
        slack.AnswerWith(status, body, headers);

        var result = await host.SendAsync("slack", slack.Url);

        slack.Received.Count.ShouldBe(1);
        return result;
    }
}
