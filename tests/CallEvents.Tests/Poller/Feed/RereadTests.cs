using CallEvents.Contracts;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RereadTests
{
    /// <summary>The last ten minutes with every poll, the last hour every five minutes.</summary>
    private static readonly (string Key, string Value)[] Windows =
    [
        ("Polling:Rereads:0:Depth", "00:10:00"),
        ("Polling:Rereads:1:Depth", "01:00:00"),
        ("Polling:Rereads:1:Every", "00:05:00"),
    ];

    [Fact]
    public async Task A_late_call_is_found_by_the_next_poll_and_is_live()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(50));
        revont.Add("late", poller.Workspace().StartedAt.AddMinutes(1));
        await poller.WaitUntilRecordedOnceAsync("late");
        poller.Received.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Live);
        poller.OwnLogLines().ShouldNotContain(line => line.Contains("Rereads:0:Depth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_very_late_call_is_found_by_a_deeper_window()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, Windows));
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(20));
        revont.Add("very_late", poller.Workspace().StartedAt.AddMinutes(1));
        await poller.WaitUntilRecordedOnceAsync("very_late");
        await poller.WaitUntilTranscribedAsync("very_late");
        poller.Received.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Reread);
        poller.Received.Of<CallTranscribed>().Single().Origin.ShouldBe(Origins.Reread);
        poller.OwnLogLines().Single(line => line.Contains("Polling:Rereads:0:Depth", StringComparison.Ordinal)).ShouldContain("very_late");
        poller.Status.Ledger.LateCalls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_from_before_the_first_start_is_backfill_in_every_pass()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-30);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, Windows));
        await poller.WaitUntilBackfilledAsync();
        revont.Add("before", start.AddMinutes(28));
        await poller.WaitUntilRecordedOnceAsync("before");
        revont.Add("long_before", start.AddMinutes(1));
        revont.Add("too_early", start.AddMinutes(-1));
        await poller.WaitUntilRecordedOnceAsync("before", "long_before");
        poller.Received.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task An_edit_is_published_once_with_its_changes_and_the_previous_call()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var call = revont.Add("call_1", at);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(at));
        await poller.WaitUntilTranscribedAsync("call_1");
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(5));
        poller.Received.Of<CallUpdated>().ShouldBeEmpty();

        revont.Put(call with { Item = call.ItemJson.Replace("\"won\"", "\"lost\"", StringComparison.Ordinal) });
        var updated = (await Eventually.Be(() => poller.Received.Of<CallUpdated>(), messages => messages.Count > 0))[0];
        updated.ChangedFields.ShouldBe(["outcome"]);
        (updated.Previous.Outcome, updated.Call.Outcome, updated.Origin).ShouldBe(("won", "lost", Origins.Live));
        updated.Revision.ShouldBeGreaterThan(poller.Received.Of<CallTranscribed>().Single().Revision);
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(5));
        poller.Received.Of<CallUpdated>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_long_stop_rereads_reach_back_from_the_last_one()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(start, Windows));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(12));

        // Created within ten minutes of the last poll, within an hour of the last re-read, and during the stop.
        var stop = time.GetUtcNow();
        revont.Add("just_before", stop.AddMinutes(-5));
        revont.Add("well_before", start.AddMinutes(1));
        time.Advance(TimeSpan.FromDays(7));
        revont.Add("during_stop", stop.AddDays(3));
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await restarted.WaitUntilRecordedOnceAsync("just_before", "well_before", "during_stop");
    }

    [Fact]
    public async Task An_interrupted_poll_resumes_at_its_slice()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(start, ("Polling:SliceLength", "01:00:00"), ("Polling:Rereads:0:Depth", "02:00:00"));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await poller.WaitUntilBackfilledAsync();
        var stop = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(10));

        // Slices from the fifth hour on are unavailable: the poller is stopped while it catches up.
        var unavailableFrom = stop.AddHours(5);
        revont.RespondWithStatus(request => request.IsPage && request.To > unavailableFrom, 503, ("Retry-After", "30"));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await Eventually.Be(() => poller.Workspace().Watermark > stop.AddHours(3.5));
        revont.StopIntercepting();
        var before = revont.Requests.Count;
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => restarted.Workspace().Watermark > stop.AddHours(9.9));
        revont.Requests.Skip(before).First(request => request.IsPage).From.ShouldBeGreaterThan(stop.AddHours(3));
    }

    [Fact]
    public async Task Overlapping_windows_are_walked_once()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        (string, string)[] windows = [.. Windows, ("Polling:Rereads:2:Depth", "06:00:00"), ("Polling:Rereads:2:Every", "00:05:00")];
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, windows));
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(40));

        // Both deeper windows are due every five minutes: one walk covers the two, up to the start of the window of every poll.
        var walks = revont.Requests.Where(request => request.IsPage && request.At - request.To > TimeSpan.FromMinutes(5)).ToList();
        walks.Count.ShouldBeInRange(5, 8);
        walks.ShouldAllBe(walk => (walk.At - walk.To).TotalMinutes > 9.9 && (walk.At - walk.To).TotalMinutes < 11);
    }

    [Fact]
    public async Task A_given_up_transcript_is_checked_once_with_every_reread()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(at, [.. Windows, ("Transcripts:GiveUpAfter", "00:03:00"), ("Transcripts:MaxRetry", "00:01:00")])
        );
        await Eventually.Be(() => poller.Received.Of<CallTranscriptUnavailable>().Count == 1);
        var checks = Checks();
        await Eventually.Be(() => Checks() >= checks + 2, condition: "a check with every re-read");
        poller.Received.Of<CallTranscriptUnavailable>().Count.ShouldBe(1);

        revont.Add("call_1", at);
        await poller.WaitUntilTranscribedAsync("call_1");

        int Checks() => revont.Requests.Count(request => request.CallId == "call_1");
    }

    [Fact]
    public async Task A_known_gap_costs_polls_no_request()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var broken = start.AddMinutes(5).AddMilliseconds(500);
        revont.RespondWithStatus(request => request.Covers(broken), 500);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await poller.WaitUntilBackfilledAsync();
        await Eventually.Be(() => poller.Gaps().Count == 1);
        var requests = revont.Requests.Count;
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(10));

        // Its own retries ask for the broken second alone.
        var retries = revont.Requests.Skip(requests).Where(request => request.Covers(broken)).ToList();
        retries.ShouldAllBe(request => request.To - request.From == TimeSpan.FromSeconds(1));
        retries.Count.ShouldBeLessThan(10);
        revont.Add("late", start.AddMinutes(4));
        revont.Add("later", start.AddMinutes(6));
        await poller.WaitUntilRecordedOnceAsync("late", "later");
    }
}
