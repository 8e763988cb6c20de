using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class BackfillTests
{
    [Fact]
    public async Task A_slice_of_several_pages_is_walked_twice_and_one_of_a_single_page_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-3));
        List<string> ids = [];
        for (var index = 0; index < 250; index++)
            ids.Add(revont.Add($"call_{index:d3}", start.AddSeconds(index)).Id);
        ids.Add(revont.Add("alone", start.AddDays(1.5)).Id);
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(start), ["Polling:SliceLength"] = "1.00:00:00" });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);

        revont.Asked.Count(request => request.IsPage && request.From == start).ShouldBe(6);
        revont.Asked.Count(request => request.IsPage && request.From == start.AddDays(1)).ShouldBe(1);
        poller.Told.Of<CallRecorded>().ShouldAllBe(told => told.Origin == Origins.Backfill);
    }

    [Fact]
    public async Task A_deletion_that_pulls_a_call_over_the_border_of_two_pages_loses_nothing()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.CursorsArePositions = true;
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        List<string> ids = [];
        for (var index = 0; index < 250; index++)
            ids.Add(revont.Add($"call_{index:d3}", start.AddSeconds(index)).Id);
        var deleted = false;
        revont.Otherwise = (request, _) =>
        {
            if (request.Cursor is not null && !deleted)
            {
                deleted = true;
                revont.Remove("call_240");
            }

            return Task.FromResult(false);
        };
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(start) });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
    }

    [Fact]
    public async Task It_goes_on_where_it_was_stopped_and_tells_no_call_twice()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-10));
        List<string> ids = [];
        for (var index = 0; index < 240; index++)
            ids.Add(revont.Add($"call_{index:d3}", start.AddHours(index)).Id);
        var ledger = PollerHost.NewLedger();
        var settings = new Dictionary<string, string?> { ["Polling:StartFrom"] = ScriptedCall.Text(start), ["Polling:SliceLength"] = "1.00:00:00" };
        var reached = new TaskCompletionSource();
        revont.Otherwise = async (request, context) =>
        {
            if (!request.IsPage || request.From < start.AddDays(5) || request.From > start.AddDays(9))
                return false;
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        List<string> told;
        await using (var poller = await revont.PollAsync(ledger, settings))
        {
            await reached.Task;
            await Eventually.Be(() => poller.Recorded().Count >= 120);
            await poller.DisposeAsync();
            told = poller.Recorded();
        }

        revont.Otherwise = (_, _) => Task.FromResult(false);
        var before = revont.Asked.Count;
        await using var restarted = await revont.PollAsync(ledger, settings);
        await restarted.IsBackfilledAsync();
        await restarted.HasToldOnceAsync(ids.Except(told));
        revont.Asked.Skip(before).Where(request => request.IsPage).Min(request => request.From).ShouldBe(start.AddDays(5));
    }

    [Fact]
    public async Task Live_calls_are_told_while_it_is_still_under_way()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddDays(-100));
        for (var index = 0; index < 400; index++)
            revont.Add($"old_{index:d3}", start.AddHours(index));
        await using var poller = await revont.PollAsync(settings: new()
        {
            ["Polling:StartFrom"] = ScriptedCall.Text(start),
            ["Polling:SliceLength"] = "01:00:00",
            ["Revont:RequestsPerSecond"] = "50",
        });
        await Eventually.Be(() => poller.Recorded().Count >= 20);
        for (var index = 0; index < 5; index++)
            revont.Add($"live_{index}", revont.Now);
        await Eventually.Be(() => poller.Recorded().Count(id => id.StartsWith("live", StringComparison.Ordinal)) == 5, TimeSpan.FromSeconds(5));
        await poller.HasTranscribedAsync(Enumerable.Range(0, 5).Select(index => $"live_{index}"));

        poller.Workspace().BackfilledTo.ShouldBeLessThan(start.AddDays(50));
        poller.Told.Of<CallRecorded>().Where(told => told.Call.Id.StartsWith("live", StringComparison.Ordinal)).ShouldAllBe(told => told.Origin == Origins.Live);
    }

    [Fact]
    public async Task Nothing_from_before_the_start_is_told_and_a_later_setting_changes_nothing()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddHours(-2)).AddMilliseconds(500);
        revont.Add("before", start.AddMilliseconds(-1));
        revont.Add("long_before", start.AddDays(-1));
        revont.Add("at", start);
        var ledger = PollerHost.NewLedger();
        await using (var poller = await revont.PollAsync(ledger, new() { ["Polling:StartFrom"] = ScriptedCall.Text(start) }))
        {
            await poller.IsBackfilledAsync();
            await poller.HasToldOnceAsync("at");
        }

        foreach (var setting in (string[])["2020-01-01", "now", ScriptedCall.Text(start.AddDays(-2))])
        {
            await using var poller = await revont.PollAsync(ledger, new() { ["Polling:StartFrom"] = setting });
            var id = revont.Add($"new_{setting}", revont.Now).Id;
            await poller.HasToldOnceAsync(id);
            poller.Workspace().StartFrom.ShouldBe(start, TimeSpan.FromMilliseconds(1));
        }

        revont.Asked.Where(request => request.IsPage).Min(request => request.From).ShouldBe(Slice.Floor(start));
    }

    [Fact]
    public async Task A_start_from_now_tells_only_what_is_new()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("old", revont.Now.AddSeconds(-1));
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = "now" });
        await Eventually.Be(() => poller.Status.LastProgressAt is not null);
        revont.Add("new", revont.Now);
        await poller.HasToldOnceAsync("new");
        poller.Told.Of<CallRecorded>()[0].Origin.ShouldBe(Origins.Live);
    }
}
