using CallEvents.Contracts;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RereadTests
{
    [Fact]
    public async Task A_call_that_shows_up_late_is_found_by_the_next_poll_and_is_live()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start), change: Polled.By(time));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(50));
        revont.Add("late", poller.Workspace().StartedAt.AddMinutes(1));
        await poller.HasToldOnceAsync("late");
        poller.Told.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Live);
        poller.OwnLines().ShouldNotContain(line => line.Contains("Rereads:0:Depth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_later_than_every_poll_reads_again_is_found_by_a_later_line()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, Lines), change: Polled.By(time));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(20));
        revont.Add("very_late", poller.Workspace().StartedAt.AddMinutes(1));
        await poller.HasToldOnceAsync("very_late");
        await poller.HasTranscribedAsync("very_late");
        poller.Told.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Reread);
        poller.Told.Of<CallTranscribed>().Single().Origin.ShouldBe(Origins.Reread);
        poller.OwnLines().Single(line => line.Contains("Polling:Rereads:0:Depth", StringComparison.Ordinal)).ShouldContain("very_late");
        poller.Status.LateCalls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_of_before_the_first_start_is_backfill_whoever_finds_it()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-30);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, Lines), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        revont.Add("before", start.AddMinutes(28));
        await poller.HasToldOnceAsync("before");
        revont.Add("long_before", start.AddMinutes(1));
        revont.Add("too_early", start.AddMinutes(-1));
        await poller.HasToldOnceAsync("before", "long_before");
        poller.Told.Of<CallRecorded>().ShouldAllBe(told => told.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task An_edit_is_told_once_with_what_changed_and_what_was()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var call = revont.Add("call_1", at);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(at), change: Polled.By(time));
        await poller.HasTranscribedAsync("call_1");
        await poller.PassesAsync(time, TimeSpan.FromMinutes(5));
        poller.Told.Of<CallUpdated>().ShouldBeEmpty();

        revont.Put(call with { Item = call.ItemJson.Replace("\"won\"", "\"lost\"", StringComparison.Ordinal) });
        var told = (await Eventually.Be(() => poller.Told.Of<CallUpdated>(), told => told.Count > 0))[0];
        told.ChangedFields.ShouldBe(["outcome"]);
        (told.Previous.Outcome, told.Call.Outcome, told.Origin).ShouldBe(("won", "lost", Origins.Live));
        told.Revision.ShouldBeGreaterThan(poller.Told.Of<CallTranscribed>().Single().Revision);
        await poller.PassesAsync(time, TimeSpan.FromMinutes(5));
        poller.Told.Of<CallUpdated>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_long_stop_depth_counts_from_the_last_reread_and_leaves_nothing_out()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(start, Lines));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await poller.PassesAsync(time, TimeSpan.FromMinutes(12));

        // Within ten minutes of the last poll before the stop, within an hour of the last re-read before it, and in between.
        var stop = time.GetUtcNow();
        revont.Add("just_before", stop.AddMinutes(-5));
        revont.Add("well_before", start.AddMinutes(1));
        time.Advance(TimeSpan.FromDays(7));
        revont.Add("meanwhile", stop.AddDays(3));
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await restarted.HasToldOnceAsync("just_before", "well_before", "meanwhile");
    }

    [Fact]
    public async Task A_pass_that_is_interrupted_goes_on_where_it_was()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(start, ("Polling:SliceLength", "01:00:00"), ("Polling:Rereads:0:Depth", "02:00:00")));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await poller.IsBackfilledAsync();
        var stop = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(10));

        // Everything from the fifth hour on waits: the poller is stopped in the middle of its catching up.
        var border = stop.AddHours(5);
        revont.Answer(request => request.IsPage && request.To > border, 503, ("Retry-After", "30"));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await Eventually.Be(() => poller.Workspace().Watermark > stop.AddHours(3.5));
        revont.Otherwise = (_, _) => Task.FromResult(false);
        var before = revont.Asked.Count;
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => restarted.Workspace().Watermark > stop.AddHours(9.9));
        revont.Asked.Skip(before).First(request => request.IsPage).From.ShouldBeGreaterThan(stop.AddHours(3));
    }

    [Fact]
    public async Task What_lines_have_in_common_is_walked_once()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.PollAsync(
            settings: Polled.Fast(start, [.. Lines, ("Polling:Rereads:2:Depth", "06:00:00"), ("Polling:Rereads:2:Every", "00:05:00")]), change: Polled.By(time));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(40));

        // Both later lines are due every five minutes: one walk for the two, up to where every poll begins anyway.
        var walks = revont.Asked.Where(request => request.IsPage && request.At - request.To > TimeSpan.FromMinutes(5)).ToList();
        walks.Count.ShouldBeInRange(5, 8);
        walks.ShouldAllBe(walk => (walk.At - walk.To).TotalMinutes > 9.9 && (walk.At - walk.To).TotalMinutes < 11);
    }

    [Fact]
    public async Task A_given_up_transcript_is_looked_for_once_more_when_a_later_line_shows_its_call()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.PollAsync(
            settings: Polled.Fast(at, [.. Lines, ("Transcripts:GiveUpAfter", "00:03:00"), ("Transcripts:MaxRetry", "00:01:00")]), change: Polled.By(time));
        await Eventually.Be(() => poller.Told.Of<CallTranscriptUnavailable>().Count == 1);
        var checks = Checks();
        await Eventually.Be(() => Checks() >= checks + 2, condition: "a check with every later re-read");
        poller.Told.Of<CallTranscriptUnavailable>().Count.ShouldBe(1);

        revont.Add("call_1", at);
        await poller.HasTranscribedAsync("call_1");

        int Checks() => revont.Asked.Count(request => request.CallId == "call_1");
    }

    [Fact]
    public async Task A_known_gap_costs_a_poll_no_request()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var broken = start.AddMinutes(5).AddMilliseconds(500);
        revont.Answer(request => request.Covers(broken), 500);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        await Eventually.Be(() => poller.Gaps().Count == 1);
        var asked = revont.Asked.Count(request => request.Covers(broken));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(10));
        revont.Asked.Count(request => request.Covers(broken)).ShouldBe(asked);
        revont.Add("late", start.AddMinutes(4));
        revont.Add("later", start.AddMinutes(6));
        await poller.HasToldOnceAsync("late", "later");
    }

    /// <summary>Ten minutes with every poll, an hour every five minutes.</summary>
    private static readonly (string Key, string Value)[] Lines =
    [
        ("Polling:Rereads:0:Depth", "00:10:00"), ("Polling:Rereads:1:Depth", "01:00:00"), ("Polling:Rereads:1:Every", "00:05:00"),
    ];
}
