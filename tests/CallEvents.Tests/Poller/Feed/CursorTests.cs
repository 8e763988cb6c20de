using System.Collections.Concurrent;
using CallEvents.Poller.Calls;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Tests.Poller.Feed;

public sealed class CursorTests
{
    private const int Calls = 250;

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_cursor_rejected_once_restarts_the_slice(int status)
    {
        var rejections = 0;
        var (asked, gaps) = await WalkAsync(async (request, context, _) =>
            request.Cursor is not null && Interlocked.Increment(ref rejections) == 1 && await SendAsync(context, status, "{}"));

        gaps.ShouldBe(0);
        asked[0].Cursor.ShouldBeNull();
        asked[1].Cursor.ShouldNotBeNull();
        asked[2].Cursor.ShouldBeNull();
        asked[2].To.ShouldBe(asked[0].To);
    }

    [Fact]
    public async Task A_cursor_rejected_twice_halves_the_slice()
    {
        var rejections = 0;
        var (asked, gaps) = await WalkAsync(async (request, context, _) =>
            request.Cursor is not null && Interlocked.Increment(ref rejections) <= 2 && await SendAsync(context, 400, "{}"));

        gaps.ShouldBe(0);
        asked[4].From.ShouldBe(asked[0].From);
        (asked[4].To - asked[4].From).ShouldBe((asked[0].To - asked[0].From) / 2, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public Task Cursors_that_never_work_lose_nothing() => WalkToTheEndAsync(async (request, context, _) => request.Cursor is not null && await SendAsync(context, 400, "{}"));

    [Fact]
    public Task A_cursor_that_comes_again_is_not_followed_for_ever() => WalkToTheEndAsync(async (request, context, revont) =>
        IsLong(request) && await SendAsync(context, 200, revont.Page(request with { Query = WithoutCursor(request) }), """ "again","has_more":true """));

    [Fact]
    public Task More_without_a_cursor_is_no_end() => WalkToTheEndAsync(async (request, context, revont) =>
        IsLong(request) && await SendAsync(context, 200, revont.Page(request), """ null,"has_more":true """));

    [Fact]
    public async Task A_cursor_that_is_ignored_is_seen_by_its_page()
    {
        var fresh = 0;
        var asked = await WalkToTheEndAsync(async (request, context, revont) =>
            IsLong(request) && await SendAsync(context, 200, revont.Page(request with { Query = WithoutCursor(request) }), $$""" "fresh{{Interlocked.Increment(ref fresh)}}","has_more":true """));
        asked.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public Task An_empty_page_with_more_behind_it_is_followed() => WalkToTheEndAsync(async (request, context, _) =>
        request.Cursor is null && request.From < DateTimeOffset.MaxValue && await SendAsync(context, 200, """{"data":[],"next_cursor":"p0","has_more":true}"""));

    [Fact]
    public async Task Empty_pages_without_end_are_no_page_and_loop_nowhere()
    {
        var fresh = 0;
        await WalkToTheEndAsync(async (request, context, _) =>
            IsLong(request) && await SendAsync(context, 200, $$"""{"data":[],"next_cursor":"e{{Interlocked.Increment(ref fresh)}}","has_more":true}"""));
    }

    [Fact]
    public async Task A_cursor_that_comes_again_behind_a_new_page_is_not_followed_either()
    {
        // Page by page as it should be, but from the second on with one and the same cursor.
        var asked = await WalkToTheEndAsync(async (request, context, revont) =>
        {
            if (!IsLong(request))
                return false;
            var query = WithoutCursor(request);
            query["to"] = ScriptedCall.Text(request.To.AddSeconds(request.Cursor is null ? 0 : -100));
            return await SendAsync(context, 200, revont.Page(request with { Query = query }), """ "again","has_more":true """);
        });
        // Slice by slice: two may be walked at the same time.
        foreach (var walk in asked.GroupBy(request => (request.From, request.To)))
            walk.Zip(walk.Skip(1)).Count(pair => pair.First.Cursor == "again" && pair.Second.Cursor == "again").ShouldBe(0);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(200)]
    [InlineData(0)]
    public async Task A_cursor_on_the_last_page_does_no_harm(int thenStatus)
    {
        // Rejected, an empty page, or the same page once more.
        ConcurrentDictionary<DateTimeOffset, string> last = [];
        var asked = await WalkToTheEndAsync(async (request, context, revont) =>
        {
            if (request.Cursor == "end")
                return await SendAsync(context, thenStatus == 0 ? 200 : thenStatus, thenStatus == 0 ? last[request.To] : """{"data":[],"next_cursor":"end","has_more":false}""", """ "end","has_more":false """);
            var page = revont.Page(request);
            if (page.Contains("\"has_more\":true", StringComparison.Ordinal))
                return false;
            last[request.To] = page;
            return await SendAsync(context, 200, page, """ "end","has_more":false """);
        });
        asked.Count.ShouldBeLessThan(40);
        asked.Count(request => request.Cursor == "end").ShouldBe(asked.Count(request => request.Cursor is null));
    }

    [Fact]
    public async Task No_cursor_is_ever_kept()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = revont.Now.AddMinutes(-10);
        for (var index = 0; index < Calls; index++)
            revont.Add($"call_{index:d3}", start.AddSeconds(index));
        revont.Otherwise = async (request, context) => request.Cursor is null && request.Covers(start) && request.IsPage
            && await SendAsync(context, 200, """{"data":[],"next_cursor":"p00000000000000000000","has_more":true}""");
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(start) });
        await poller.IsBackfilledAsync();

        revont.Asked.ShouldContain(request => request.Cursor == "p00000000000000000000");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(poller.Ledger)!))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync()).ShouldNotContain("p00000000000000000000");
        }
    }

    /// <summary>Backfills 250 calls over an API that behaves so, and checks that each is told once and nothing is left out.</summary>
    private static async Task<List<Asked>> WalkToTheEndAsync(Func<Asked, HttpContext, ScriptedRevont, Task<bool>> otherwise)
    {
        var (asked, gaps) = await WalkAsync(otherwise);
        gaps.ShouldBe(0);
        return asked;
    }

    private static async Task<(List<Asked> Backfilled, int Gaps)> WalkAsync(Func<Asked, HttpContext, ScriptedRevont, Task<bool>> otherwise)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        var ids = Enumerable.Range(0, Calls).Select(index => revont.Add($"call_{index:d3}", start.AddSeconds(index)).Id).ToList();
        revont.Otherwise = async (request, context) => request.IsPage && request.From < start.AddSeconds(Calls) && await otherwise(request, context, revont);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
        return ([.. revont.Asked.Where(request => request.IsPage && request.From < start.AddSeconds(Calls))], poller.Gaps().Count);
    }

    private static bool IsLong(Asked request) => request.To - request.From > TimeSpan.FromSeconds(80);

    private static Dictionary<string, string> WithoutCursor(Asked request) => request.Query.Where(pair => pair.Key != "cursor").ToDictionary();

    private static async Task<bool> SendAsync(HttpContext context, int status, string page, string? end = null)
    {
        var body = end is null ? page : page[..page.IndexOf("\"next_cursor\":", StringComparison.Ordinal)] + "\"next_cursor\":" + end + "}";
        await ScriptedRevont.SendAsync(context, status, body);
        return true;
    }
}
