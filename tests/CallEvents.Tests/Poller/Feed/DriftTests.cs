using System.Text.RegularExpressions;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>Pages that move or are out of order while they are walked.</summary>
public sealed partial class DriftTests
{
    private const int Calls = 350;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_that_come_and_go_while_a_live_slice_is_paged_are_all_told_once(bool goes)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.CursorsArePositions = true;
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(revont.Now));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await poller.IsBackfilledAsync();
        var start = Slice.Floor(revont.Now).AddSeconds(2);
        time.Advance(TimeSpan.FromSeconds(1_000));
        var ids = Add(revont, start);

        // The first page is read; a call of it is deleted, or two that belong on it show up.
        revont.Otherwise = (request, _) =>
        {
            if (request.Cursor == "p100" && goes)
                revont.Remove("call_345");
            else if (request.Cursor == "p100" && ids.Count == Calls)
                ids.AddRange([revont.Add("late_1", start.AddSeconds(347.5)).Id, revont.Add("late_2", start.AddSeconds(310.5)).Id]);
            return Task.FromResult(false);
        };
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => revont.Asked.Any(request => request.Cursor == "p300"));
        await restarted.HasToldOnceAsync(ids);
        restarted.Told.Of<CallRecorded>().ShouldAllBe(told => told.Origin == Origins.Live);
    }

    [Fact]
    public async Task A_call_that_comes_while_history_is_paged_is_told_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.CursorsArePositions = true;
        var start = Slice.Floor(revont.Now.AddDays(-20));
        var ids = Add(revont, start);
        revont.Otherwise = (request, _) =>
        {
            if (request.Cursor == "p200" && ids.Count == Calls)
                ids.Add(revont.Add("late", start.AddSeconds(340.5)).Id);
            return Task.FromResult(false);
        };

        // Below the deepest re-read: the second walk finds it, or nobody does.
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(start) });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
        ids.ShouldContain("late");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_calls_in_one_second_than_a_page_holds_are_all_told(bool cursorsArePositions)
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.CursorsArePositions = cursorsArePositions;
        var second = Slice.Floor(revont.Now.AddMinutes(-5));
        var ids = Enumerable.Range(0, Calls).Select(index => revont.Add($"call_{index:d3}", index % 2 == 0 ? second : second.AddMilliseconds(index)).Id).ToList();
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(second), ["Polling:SliceLength"] = "00:00:01" });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
        poller.Gaps().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_that_are_out_of_order_are_walked_to_their_end()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.CursorsArePositions = true;
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        var ids = Add(revont, start);

        // The oldest page first, each page from its oldest call to its newest but for two.
        revont.Otherwise = async (request, context) =>
        {
            if (!request.IsPage || !request.Covers(start))
                return false;
            var query = request.Query.ToDictionary();
            var page = int.Parse((request.Cursor ?? "p0")[1..], System.Globalization.CultureInfo.InvariantCulture) / 100;
            query["cursor"] = $"p{(3 - page) * 100}";
            var items = Item().Matches(revont.Page(request with { Query = query })).Select(item => item.Value).Reverse().ToList();
            (items[3], items[^2]) = (items[^2], items[3]);
            var next = page == 3 ? "null" : $"\"p{(page + 1) * 100}\"";
            await ScriptedRevont.SendAsync(context, 200, $$"""{"data":[{{string.Join(',', items)}}],"next_cursor":{{next}},"has_more":{{(page == 3 ? "false" : "true")}}}""");
            return true;
        };
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(start) });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
    }

    private static List<string> Add(ScriptedRevont revont, DateTimeOffset start) =>
        [.. Enumerable.Range(0, Calls).Select(index => revont.Add($"call_{index:d3}", start.AddSeconds(index)).Id)];

    [GeneratedRegex(@"\{""id""[^}]*\}")]
    private static partial Regex Item();
}
