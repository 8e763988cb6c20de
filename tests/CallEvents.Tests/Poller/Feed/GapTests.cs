using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class GapTests
{
    [Fact]
    public async Task An_unreadable_second_becomes_a_gap_and_its_calls_are_recorded_later()
    {
        await using var time = new AcceleratedClock(factor: 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddSeconds(-60));
        var broken = start.AddSeconds(21);
        for (var second = 0; second < 50; second++)
            revont.Add($"call_{second:d2}", start.AddSeconds(second).AddMilliseconds(second == 21 ? 0 : 400));
        revont.RespondWithStatus(request => request.Covers(broken), 500);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(start));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await poller.WaitUntilBackfilledAsync();

            // Two seconds and two calls: a slice includes both of its ends, so the slice before covers the broken second too.
            var unread = new[] { "call_20", "call_21" };
            await poller.WaitUntilRecordedOnceAsync(Enumerable.Range(0, 50).Select(second => $"call_{second:d2}").Except(unread));
            poller.Gaps().Select(gap => (gap.From, gap.To)).ShouldBe([(broken.AddSeconds(-1), broken.AddSeconds(1))]);
            poller.OwnLogLines().Count(line => line.Contains("gap", StringComparison.Ordinal)).ShouldBe(1);

            revont.Add("live", revont.Now);
            await Eventually.Be(() => poller.RecordedCallIds().Contains("live"));
            await poller.MakeRetriesDueAsync();
        }

        revont.StopIntercepting();
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => restarted.Gaps().Count == 0);
        await restarted.WaitUntilRecordedOnceAsync("call_20", "call_21");
        restarted.Received.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task A_gap_that_fails_again_is_retried_later_and_closed_once_it_is_readable()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var broken = start.AddMinutes(5).AddMilliseconds(500);
        revont.Add("call_1", broken);
        revont.RespondWithStatus(request => request.Covers(broken), 500);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await Eventually.Be(() => poller.Gaps().Count == 1);
        var before = revont.Requests.Count(request => request.Covers(broken));
        await poller.MakeRetriesDueAsync();
        await Eventually.Be(() => poller.Gaps().Single().NextRetryAt > time.GetUtcNow());
        revont.Requests.Count(request => request.Covers(broken)).ShouldBeGreaterThan(before);
        poller.RecordedCallIds().ShouldBeEmpty();

        revont.StopIntercepting();
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilRecordedOnceAsync("call_1");
        await Eventually.Be(() => poller.Gaps().Count == 0);
    }

    [Fact]
    public async Task An_outage_never_becomes_a_gap()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddSeconds(-5);
        var call = revont.Add("call_1", start.AddSeconds(2));
        revont.Intercept = async (_, context) =>
        {
            var status = (revont.Requests.Count % 3) switch
            {
                0 => 500,
                1 => 400,
                _ => 302,
            };
            await ScriptedRevont.SendAsync(context, status, "");
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:SliceLength", "00:00:01")));
        var later = time.GetUtcNow().AddMinutes(6);
        await Eventually.Be(() => time.GetUtcNow() > later);

        poller.Gaps().ShouldBeEmpty();
        poller.Workspace().BackfilledTo.ShouldBeLessThan(call.CreatedAt);
        revont.Requests.Count.ShouldBeLessThan(60);
        revont.StopIntercepting();
        await poller.WaitUntilRecordedOnceAsync("call_1");
    }

    [Fact]
    public async Task Unreadable_history_does_not_delay_live_polls()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddHours(-1);

        // Slow failures, so that several polls come meanwhile.
        revont.Intercept = async (request, context) =>
        {
            if (!IsHistory(request))
                return false;
            await Task.Delay(TimeSpan.FromSeconds(5), time, context.RequestAborted);
            await ScriptedRevont.SendAsync(context, 500, "");
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:Interval", "00:00:10")));
        await Eventually.Be(() => revont.Requests.Count(IsHistory) > 20);

        // Ten seconds between two polls, and sometimes a few more after failures in a row.
        var polls = revont
            .Requests.Where(request => request.IsPage && request.From > start.AddMinutes(50))
            .Select(request => request.At)
            .ToList();
        var seconds = (polls[^1] - polls[0]).TotalSeconds;
        polls.Count.ShouldBeGreaterThan(3);
        polls.Count.ShouldBeGreaterThan((int)(seconds / 30));

        bool IsHistory(RecordedRequest request) => request.IsPage && request.From < start.AddMinutes(50);
    }
}
