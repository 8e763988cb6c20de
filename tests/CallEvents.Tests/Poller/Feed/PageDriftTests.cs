using System.Globalization;
using System.Text.RegularExpressions;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>Pages that shift or are out of order while they are walked.</summary>
public sealed partial class PageDriftTests
{
    private const int CallCount = 350;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_added_or_removed_while_a_live_slice_is_paged_are_recorded_once(bool removed)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.UsesOffsetCursors = true;
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(revont.Now));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await poller.WaitUntilBackfilledAsync();
        var start = Slice.Floor(revont.Now).AddSeconds(2);
        time.Advance(TimeSpan.FromSeconds(1_000));
        var ids = revont.AddCalls(CallCount, start);

        // After the first page was read, one of its calls is deleted, or two calls are added to it.
        revont.Intercept = (request, _) =>
        {
            if (request.Cursor == "p100" && removed)
                revont.Remove("call_345");
            else if (request.Cursor == "p100" && ids.Count == CallCount)
                ids.AddRange([revont.Add("late_1", start.AddSeconds(347.5)).Id, revont.Add("late_2", start.AddSeconds(310.5)).Id]);
            return Task.FromResult(false);
        };
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => revont.Requests.Any(request => request.Cursor == "p300"));
        await restarted.WaitUntilRecordedOnceAsync(ids);
        restarted.Received.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Live);
    }

    [Fact]
    public async Task A_call_added_while_history_is_paged_is_recorded_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.UsesOffsetCursors = true;
        var start = Slice.Floor(revont.Now.AddDays(-20));
        var ids = revont.AddCalls(CallCount, start);
        revont.Intercept = (request, _) =>
        {
            if (request.Cursor == "p200" && ids.Count == CallCount)
                ids.Add(revont.Add("late", start.AddSeconds(340.5)).Id);
            return Task.FromResult(false);
        };

        // Older than the deepest re-read: only the second walk of the backfill can find it.
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) });
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
        ids.ShouldContain("late");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_calls_in_one_second_than_fit_on_a_page_are_all_recorded(bool cursorsArePositions)
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.UsesOffsetCursors = cursorsArePositions;
        var second = Slice.Floor(revont.Now.AddMinutes(-5));
        var ids = Enumerable
            .Range(0, CallCount)
            .Select(index => revont.Add($"call_{index:d3}", index % 2 == 0 ? second : second.AddMilliseconds(index)).Id)
            .ToList();
        await using var poller = await revont.StartPollerAsync(
            settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(second), ["Polling:SliceLength"] = "00:00:01" }
        );
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
        poller.Gaps().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_out_of_order_are_walked_to_their_end()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.UsesOffsetCursors = true;
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        var ids = revont.AddCalls(CallCount, start);

        // The oldest page first; each page from its oldest call to its newest, with two calls swapped.
        revont.Intercept = async (request, context) =>
        {
            if (!request.IsPage || !request.Covers(start))
                return false;
            var query = request.Query.ToDictionary();
            var page = int.Parse((request.Cursor ?? "p0")[1..], CultureInfo.InvariantCulture) / 100;
            query["cursor"] = $"p{(3 - page) * 100}";
            var items = Item().Matches(revont.PageJson(request with { Query = query })).Select(item => item.Value).Reverse().ToList();
            (items[3], items[^2]) = (items[^2], items[3]);
            var next = page == 3 ? "\"next_cursor\":null,\"has_more\":false" : $"\"next_cursor\":\"p{(page + 1) * 100}\",\"has_more\":true";
            await ScriptedRevont.SendAsync(context, 200, $$"""{"data":[{{string.Join(',', items)}}],{{next}}}""");
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) });
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
    }

    [GeneratedRegex(@"\{""id""[^}]*\}")]
    private static partial Regex Item();
}
