using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A range that the API refuses, while it answers for others: a plan's retention, a firewall, a broken part of its data.</summary>
public sealed class RefusedRangeTests
{
    [Theory]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(400, 1)]
    [InlineData(500, 1)]
    [InlineData(403, 180)]
    public async Task A_refused_past_becomes_one_gap_with_few_requests(int status, int days)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddDays(-days - 1.7));
        var kept = start.AddDays(days).AddMinutes(7);
        revont.Add("refused", kept.AddHours(-3));
        revont.Add("kept", kept.AddSeconds(1));
        revont.RespondWithStatus(request => request.IsList && request.From < kept, status);
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(start, ("Polling:SliceLength", "1.00:00:00"), ("Polling:Rereads:0:Depth", "00:15:00"))
        );

        await poller.WaitUntilBackfilledAsync();

        await poller.WaitUntilRecordedOnceAsync("kept");
        poller.Gaps().Select(gap => (gap.From, gap.To)).ShouldBe([(start, kept)]);
        revont.Requests.Count(request => request.IsList && request.From < kept).ShouldBeLessThan(200);
        var line = poller.OwnLogLines().Where(line => line.Contains("Slice [", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain(ScriptedCall.FormatTime(start));
        poller.OwnLogLines().ShouldNotContain(line => line.Contains("ApiKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_past_delays_no_live_work_and_readiness_ignores_it()
    {
        await using var time = new AcceleratedClock(factor: 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddDays(-30);
        var live = revont.Now.AddMinutes(-30);
        revont.RespondWithStatus(request => request.IsList && request.From < live, 403);
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(start, ("Polling:SliceLength", "1.00:00:00"), ("Polling:Rereads:0:Depth", "00:15:00"))
        );
        await Eventually.Be(() => revont.Requests.Any(request => request.IsPage && request.From < live));
        await Eventually.Be(() => poller.Status.Ledger.LastProgressAt is not null);
        var ids = revont.AddCalls(100, revont.Now.AddMilliseconds(-100));

        List<string?> problems = [];
        await Eventually.Be(() =>
        {
            problems.Add(poller.Status.Api.Problem);
            return !ids.Except(poller.TranscribedCallIds()).Any();
        });

        problems.ShouldAllBe(problem => problem == null);
        (await poller.CheckReadinessAsync()).Status.ShouldBe(HealthStatus.Healthy);
        var checks = revont.Requests.Where(request => !request.IsList).Select(request => request.At).ToList();
        (checks.Max() - checks.Min()).TotalSeconds.ShouldBeLessThan(100 + 30 + 20);
        await poller.WaitUntilBackfilledAsync();
    }

    [Fact]
    public async Task A_cursor_that_is_forbidden_does_not_end_the_polls()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ids = revont.AddCalls(150, revont.Now.AddMinutes(-10));
        revont.RespondWithStatus(request => request.Cursor is not null, 403);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddMinutes(-20)));
        await poller.WaitUntilRecordedOnceAsync(ids);

        revont.Add("live", revont.Now);
        await poller.WaitUntilRecordedOnceAsync([.. ids, "live"]);
        poller.OwnLogLines().ShouldNotContain(line => line.Contains("ApiKey", StringComparison.Ordinal));
        poller.Gaps().ShouldBeEmpty();
    }
}
