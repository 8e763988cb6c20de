using CallEvents.Alerting.Channels;
using CallEvents.TestSupport.Channels;
using CallEvents.TestSupport.Teams;

namespace CallEvents.Tests.Alerting.Channels.Teams;

public sealed class TeamsChannelTests
{
    private const string Advice =
        "check Channels:deals:Url, the workflow was removed or restricted, or the address may be one from before December 2025";

    [Fact]
    public async Task An_alert_and_a_digest_are_taken()
    {
        await using var teams = await TeamsStub.StartAsync();
        using var host = new ChannelHost();

        (await host.SendAsync("teams", teams.Url)).ShouldBe(new ChannelResult.Sent());
        (await host.SendAsync("teams", teams.Url, SampleAlerts.DigestOf(SampleAlerts.Usual, 25))).ShouldBe(new ChannelResult.Sent());

        teams.Messages.Count.ShouldBe(2);
        teams.Received[0].Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Any_2xx_is_accepted(int status)
    {
        await using var teams = await TeamsStub.StartAsync();
        using var host = new ChannelHost();
        teams.Override = _ => new StubAnswer(status, "");

        (await host.SendAsync("teams", teams.Url)).ShouldBe(new ChannelResult.Sent());
    }

    [Theory]
    [InlineData(401, "DirectApiAuthorizationRequired", "HTTP 401 DirectApiAuthorizationRequired")]
    [InlineData(403, "", "HTTP 403")]
    [InlineData(404, "WorkflowNotFound", "HTTP 404 WorkflowNotFound")]
    [InlineData(404, "No workflow at secretpath", "HTTP 404")]
    public async Task A_workflow_that_is_gone_needs_an_operator(int status, string code, string reason) =>
        (await SendAsync(status, TeamsStub.Error(code))).ShouldBe(new ChannelResult.Unauthorized($"{reason}: {Advice}"));

    [Fact]
    public async Task An_address_that_is_gone_for_good_is_tried_hourly() =>
        (await SendAsync(410, "")).ShouldBe(new ChannelResult.Unauthorized($"HTTP 410: {Advice}", TimeSpan.FromHours(1)));

    [Theory]
    [InlineData(400, "TriggerInputSchemaMismatch", "HTTP 400 TriggerInputSchemaMismatch")]
    [InlineData(400, "The text 'Gong' is wrong", "HTTP 400")]
    [InlineData(422, "", "HTTP 422")]
    public async Task A_message_that_is_refused_is_rejected(int status, string code, string reason) =>
        (await SendAsync(status, TeamsStub.Error(code))).ShouldBe(new ChannelResult.Rejected(reason));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"error\":{\"code\":7}}")]
    [InlineData("{\"error\":\"Gong\"}")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task An_answer_without_a_code_is_its_status(string body) =>
        (await SendAsync(400, body)).ShouldBe(new ChannelResult.Rejected("HTTP 400"));

    [Theory]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(504, true)]
    public async Task A_workflow_that_is_away_is_waited_for(int status, bool isSuspect) =>
        (await SendAsync(status, "", ("Retry-After", "12"))).ShouldBe(
            new ChannelResult.Unavailable($"HTTP {status}", TimeSpan.FromSeconds(12), isSuspect)
        );

    [Fact]
    public async Task A_card_that_is_too_large_is_sent_once_more_at_half_the_size()
    {
        await using var teams = await TeamsStub.StartAsync();
        using var host = new ChannelHost();
        var longest = SampleAlerts.Of(SampleAlerts.Longest("東"));
        teams.MaxBytes = 12_000;

        (await host.SendAsync("teams", teams.Url, longest)).ShouldBe(new ChannelResult.Sent());
        (await host.SendAsync("teams", teams.Url, longest)).ShouldBe(new ChannelResult.Sent());

        var sizes = teams.Received.Select(request => request.Body.Length).ToList();
        sizes.Count.ShouldBe(4);
        foreach (var first in (int[])[0, 2])
        {
            sizes[first].ShouldBeInRange(12_001, 20_000);
            sizes[first + 1].ShouldBeLessThanOrEqualTo(10_000);
        }
    }

    [Fact]
    public async Task A_card_that_is_too_large_at_half_the_size_is_rejected()
    {
        await using var teams = await TeamsStub.StartAsync();
        using var host = new ChannelHost();
        teams.MaxBytes = 100;

        (await host.SendAsync("teams", teams.Url)).ShouldBe(new ChannelResult.Rejected("HTTP 413 RequestEntityTooLarge"));

        teams.Received.Count.ShouldBe(2);
    }

    private static async Task<ChannelResult> SendAsync(int status, string body, params (string, string)[] headers)
    {
        await using var teams = await TeamsStub.StartAsync();
        using var host = new ChannelHost();
        teams.AnswerWith(status, body, headers);

        var result = await host.SendAsync("teams", teams.Url);

        teams.Received.Count.ShouldBe(1);
        return result;
    }
}
