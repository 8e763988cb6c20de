using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class GapTests
{
    [Fact]
    public async Task A_second_that_cannot_be_read_becomes_a_gap_and_its_calls_are_told_when_it_can()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddSeconds(-60));
        var broken = start.AddSeconds(21);
        for (var second = 0; second < 50; second++)
            revont.Add($"call_{second:d2}", start.AddSeconds(second).AddMilliseconds(second == 21 ? 0 : 400));
        revont.Answer(request => request.Covers(broken), 500);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(start));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
        {
            await poller.IsBackfilledAsync();

            // The second itself, and the calls that share its slices: an interval includes both its ends.
            var unread = new[] { "call_20", "call_21" };
            await poller.HasToldOnceAsync(Enumerable.Range(0, 50).Select(second => $"call_{second:d2}").Except(unread));
            poller.Gaps().Select(gap => (gap.From, gap.To)).Order().ShouldBe([(broken.AddSeconds(-1), broken), (broken, broken.AddSeconds(1))]);
            poller.OwnLines().Count(line => line.Contains("gap", StringComparison.Ordinal)).ShouldBe(2);

            revont.Add("live", revont.Now);
            await Eventually.Be(() => poller.Recorded().Contains("live"));
            await using var context = poller.OpenLedger();
            foreach (var gap in context.Gaps)
                gap.NextRetryAt = gap.NextRetryAt.AddHours(-2);
            await context.SaveChangesAsync();
        }

        revont.Otherwise = (_, _) => Task.FromResult(false);
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => restarted.Gaps().Count == 0);
        await restarted.HasToldOnceAsync("call_20", "call_21");
        restarted.Told.Of<CallRecorded>().ShouldAllBe(told => told.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task An_outage_never_becomes_a_gap()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddSeconds(-5);
        var call = revont.Add("call_1", start.AddSeconds(2));
        revont.Otherwise = async (_, context) =>
        {
            await ScriptedRevont.SendAsync(context, revont.Asked.Count % 3 is 0 ? 500 : revont.Asked.Count % 3 is 1 ? 400 : 302, "");
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, ("Polling:SliceLength", "00:00:01")), change: Polled.By(time));
        var later = time.GetUtcNow().AddMinutes(6);
        await Eventually.Be(() => time.GetUtcNow() > later);

        poller.Gaps().ShouldBeEmpty();
        poller.Workspace().BackfilledTo.ShouldBeLessThan(call.CreatedAt);
        revont.Asked.Count.ShouldBeLessThan(60);
        revont.Otherwise = (_, _) => Task.FromResult(false);
        await poller.HasToldOnceAsync("call_1");
    }

    [Fact]
    public async Task A_broken_past_stops_nothing_that_is_live()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddHours(-1);
        revont.Answer(request => request.IsPage && request.From < start.AddMinutes(50), 500);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, ("Polling:Interval", "00:00:01")), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count(request => request.IsPage && request.From < start.AddMinutes(50)) > 20);

        // A second between two polls, and at times one more when two fail in a row.
        var polls = revont.Asked.Where(request => request.IsPage && request.From > start.AddMinutes(50)).Select(request => request.At).ToList();
        var seconds = (polls[^1] - polls[0]).TotalSeconds;
        polls.Count.ShouldBeGreaterThan((int)(seconds / 3));
    }
}
