using CallEvents.Contracts;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Api;

public sealed class NotLetInTests
{
    [Theory]
    [InlineData(401, true)]
    [InlineData(403, false)]
    public async Task A_refused_key_is_said_once_shown_as_not_ready_and_recovers_by_itself(int status, bool fromTheStart)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = revont.Add("call_1", revont.Now.AddMinutes(-5));
        if (fromTheStart)
            revont.Answer(_ => true, status);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(call.CreatedAt), change: Polled.By(time));
        if (!fromTheStart)
        {
            await poller.HasTranscribedAsync("call_1");
            for (var index = 0; index < 20; index++)
                revont.Put(new ScriptedCall($"late_{index}", revont.Now) { Transcript = null });
            await Eventually.Be(() => poller.Recorded().Count == 21);
            revont.Answer(_ => true, status);
        }

        var refused = revont.Asked.Count;
        await Eventually.Be(() => poller.Status.Api.Problem is not null);
        await Eventually.Be(() => revont.Asked.Count > refused + 4);
        var report = await poller.ReadyAsync();
        report.Status.ShouldBe(HealthStatus.Unhealthy);
        report.Entries["poller"].Description.ShouldNotBeNull().ShouldContain("Revont:Workspaces:main:ApiKey");
        var line = poller.OwnLines().Where(line => line.Contains("ApiKey", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldStartWith("Error");
        line.ShouldContain("Revont:Workspaces:main:ApiKey");
        poller.Logged.Lines.ShouldAllBe(logged => !logged.Contains(ScriptedRevont.ApiKey, StringComparison.Ordinal));

        revont.Otherwise = (_, _) => Task.FromResult(false);
        revont.Add("call_2", revont.Now);
        await Eventually.Be(() => poller.Recorded().Contains("call_2"));
        await Eventually.Be(
            poller.ReadyAsync,
            report => report.Status == HealthStatus.Healthy,
            describe: report => string.Join("; ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}")));
        poller.Parked().ShouldBeEmpty();
        poller.Told.All.Select(told => told.MessageId).ShouldBeUnique();
        poller.Told.Of<CallRecorded>().Count(told => told.Call.Id == "call_1").ShouldBe(1);
    }
}
