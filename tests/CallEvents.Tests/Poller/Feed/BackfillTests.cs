using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class BackfillTests
{
    [Fact]
    public async Task Slices_of_several_pages_are_walked_twice_and_single_pages_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-3));
        var ids = revont.AddCalls(250, start);
        ids.Add(revont.Add("single", start.AddDays(1.5)).Id);
        await using var poller = await revont.StartPollerAsync(settings: DailySlicesFrom(start));
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);

        revont.Requests.Count(request => request.IsPage && request.From == start).ShouldBe(6);
        revont.Requests.Count(request => request.IsPage && request.From == start.AddDays(1)).ShouldBe(1);
        poller.Received.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task A_deletion_that_shifts_a_call_across_pages_loses_nothing()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.UsesOffsetCursors = true;
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        var ids = revont.AddCalls(250, start);
        var deleted = false;
        revont.Intercept = (request, _) =>
        {
            if (request.Cursor is not null && !deleted)
            {
                deleted = true;
                revont.Remove("call_240");
            }

            return Task.FromResult(false);
        };
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) });
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
    }

    [Fact]
    public async Task A_restarted_backfill_resumes_and_repeats_no_call()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-10));
        List<string> ids = [];
        for (var index = 0; index < 240; index++)
            ids.Add(revont.Add($"call_{index:d3}", start.AddHours(index)).Id);
        var ledger = PollerHost.NewLedgerPath();
        var settings = DailySlicesFrom(start);
        var reached = new TaskCompletionSource();
        revont.Intercept = async (request, context) =>
        {
            if (!request.IsPage || request.From < start.AddDays(5) || request.From > start.AddDays(9))
                return false;
            reached.TrySetResult();
            await ScriptedRevont.HangAsync(context);
            return true;
        };
        List<string> recorded;
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await reached.Task;
            await Eventually.Be(() => poller.RecordedCallIds().Count >= 120);
            await poller.DisposeAsync();
            recorded = poller.RecordedCallIds();
        }

        revont.StopIntercepting();
        var before = revont.Requests.Count;
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await restarted.WaitUntilBackfilledAsync();
        await restarted.WaitUntilRecordedOnceAsync(ids.Except(recorded));
        revont.Requests.Skip(before).Where(request => request.IsPage).Min(request => request.From).ShouldBe(start.AddDays(5));
    }

    [Fact]
    public async Task Live_calls_are_published_during_a_backfill()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-100));
        for (var index = 0; index < 400; index++)
            revont.Add($"old_{index:d3}", start.AddHours(index));
        await using var poller = await revont.StartPollerAsync(
            settings: new()
            {
                ["Polling:StartFrom"] = ScriptedCall.FormatTime(start),
                ["Polling:SliceLength"] = "01:00:00",
                ["Revont:RequestsPerSecond"] = "50",
            }
        );
        await Eventually.Be(() => poller.RecordedCallIds().Count >= 20);
        for (var index = 0; index < 5; index++)
            revont.Add($"live_{index}", revont.Now);
        await Eventually.Be(() => poller.RecordedCallIds().Count(IsLive) == 5);
        await poller.WaitUntilTranscribedAsync(Enumerable.Range(0, 5).Select(index => $"live_{index}"));

        poller.Workspace().BackfilledTo.ShouldBeLessThan(start.AddDays(50));
        poller.Received.Of<CallRecorded>().Where(message => IsLive(message.Call.Id)).ShouldAllBe(message => message.Origin == Origins.Live);

        static bool IsLive(string id) => id.StartsWith("live", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_first_start_decides_how_far_back_calls_are_recorded()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddHours(-2)).AddMilliseconds(500);
        revont.Add("before", start.AddMilliseconds(-1));
        revont.Add("long_before", start.AddDays(-1));
        revont.Add("at", start);
        var ledger = PollerHost.NewLedgerPath();
        await using (var poller = await revont.StartPollerAsync(ledger, new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) }))
        {
            await poller.WaitUntilBackfilledAsync();
            await poller.WaitUntilRecordedOnceAsync("at");
        }

        foreach (var setting in (string[])["2020-01-01", "now", ScriptedCall.FormatTime(start.AddDays(-2))])
        {
            await using var poller = await revont.StartPollerAsync(ledger, new() { ["Polling:StartFrom"] = setting });
            var id = revont.Add($"new_{setting}", revont.Now).Id;
            await poller.WaitUntilRecordedOnceAsync(id);
            poller.Workspace().StartFrom.ShouldBe(start, TimeSpan.FromMilliseconds(1));
        }

        revont.Requests.Where(request => request.IsPage).Min(request => request.From).ShouldBe(Slice.Floor(start));
    }

    [Fact]
    public async Task A_start_from_now_records_only_new_calls()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("old", revont.Now.AddSeconds(-1));
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = "now" });
        await Eventually.Be(() => poller.Status.Ledger.LastProgressAt is not null);
        revont.Add("new", revont.Now);
        await poller.WaitUntilRecordedOnceAsync("new");
        poller.Received.Of<CallRecorded>()[0].Origin.ShouldBe(Origins.Live);
    }

    private static Dictionary<string, string?> DailySlicesFrom(DateTimeOffset start) =>
        new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start), ["Polling:SliceLength"] = "1.00:00:00" };
}
