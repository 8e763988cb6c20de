using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;

namespace CallEvents.Tests.Poller.Api;

public sealed class ApiOutageLogTests
{
    [Theory]
    [InlineData(503, "The Revont API fails for workspace main (HTTP 503). Nothing is lost; retrying")]
    [InlineData(429, "Revont rate limit: pausing workspace main for ")]
    [InlineData(403, "Revont rejects the key in Revont:Workspaces:main:ApiKey (HTTP 403). Nothing is lost; retrying")]
    public async Task An_outage_is_a_line_when_it_begins_and_a_line_when_it_ends(int status, string begin)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        using var fixture = new GatewayFixture(revont, time);
        await fixture.ListAsync();
        fixture.Logs.Lines.ShouldBeEmpty();

        revont.RespondWithStatus(_ => revont.Requests.Count < 12, status);
        while (revont.Requests.Count < 13)
            await fixture.ListAsync();
        await Task.Delay(TimeSpan.FromSeconds(31), time);
        await fixture.ListAsync();
        await fixture.ListAsync();

        var lines = fixture.Logs.Lines;
        lines.Count.ShouldBe(2);
        lines[0].ShouldContain(begin);
        lines[1].ShouldMatch("The Revont API answers workspace main again, after .* and [0-9]+ failed or throttled requests");
    }
}
