using System.Collections.Concurrent;
using System.Text;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Tests.Poller.Feed;

public sealed class CursorTests
{
    private const int CallCount = 250;

    private delegate Task<bool> Interceptor(RecordedRequest request, HttpContext context, ScriptedRevont revont);

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_cursor_rejected_once_restarts_the_slice(int status)
    {
        var rejections = 0;
        var (requests, gaps) = await BackfillAsync(
            async (request, context, _) =>
                request.Cursor is not null && Interlocked.Increment(ref rejections) == 1 && await SendAsync(context, "{}", status)
        );

        gaps.ShouldBe(0);
        requests[0].Cursor.ShouldBeNull();
        requests[1].Cursor.ShouldNotBeNull();
        requests[2].Cursor.ShouldBeNull();
        requests[2].To.ShouldBe(requests[0].To);
    }

    [Fact]
    public async Task A_cursor_rejected_twice_halves_the_slice()
    {
        var rejections = 0;
        var (requests, gaps) = await BackfillAsync(
            async (request, context, _) =>
                request.Cursor is not null && Interlocked.Increment(ref rejections) <= 2 && await SendAsync(context, "{}", 400)
        );

        gaps.ShouldBe(0);
        requests[4].From.ShouldBe(requests[0].From);
        (requests[4].To - requests[4].From).ShouldBe((requests[0].To - requests[0].From) / 2, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public Task Cursors_that_never_work_lose_nothing() =>
        BackfillWithoutGapsAsync(async (request, context, _) => request.Cursor is not null && await SendAsync(context, "{}", 400));

    [Fact]
    public Task A_repeated_cursor_is_not_followed_endlessly() =>
        BackfillWithoutGapsAsync(
            async (request, context, revont) => IsLong(request) && await SendAsync(context, WithNext(FirstPage(revont, request), "again"))
        );

    [Fact]
    public Task More_pages_without_a_cursor_are_not_the_end() =>
        BackfillWithoutGapsAsync(
            async (request, context, revont) => IsLong(request) && await SendAsync(context, WithNext(revont.PageJson(request), null))
        );

    [Theory]
    [InlineData("")]
    [InlineData(",\"next_cursor\":null")]
    [InlineData(",\"next_cursor\":\"\",\"has_more\":null")]
    public Task A_full_page_that_names_no_next_page_is_not_the_last(string rest) =>
        BackfillWithoutGapsAsync(
            async (request, context, revont) =>
            {
                var page = FirstPage(revont, request);
                return await SendAsync(context, $"{page[..page.LastIndexOf(",\"next_cursor\"", StringComparison.Ordinal)]}{rest}}}");
            }
        );

    [Fact]
    public async Task A_cursor_that_the_API_ignores_is_detected_by_its_repeated_page()
    {
        var cursors = 0;
        var requests = await BackfillWithoutGapsAsync(
            async (request, context, revont) =>
                IsLong(request)
                && await SendAsync(context, WithNext(FirstPage(revont, request), $"new_{Interlocked.Increment(ref cursors)}"))
        );
        requests.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public Task An_empty_page_with_more_pages_after_it_is_followed() =>
        BackfillWithoutGapsAsync(
            async (request, context, _) =>
                request.Cursor is null && request.From < DateTimeOffset.MaxValue && await SendAsync(context, EmptyPage("p0"))
        );

    [Fact]
    public async Task Endless_empty_pages_do_not_loop()
    {
        var cursors = 0;
        await BackfillWithoutGapsAsync(
            async (request, context, _) => IsLong(request) && await SendAsync(context, EmptyPage($"e{Interlocked.Increment(ref cursors)}"))
        );
    }

    [Fact]
    public async Task A_repeated_cursor_after_a_new_page_is_not_followed()
    {
        // The pages are correct, but the second and all later ones have the same cursor.
        var requests = await BackfillWithoutGapsAsync(
            async (request, context, revont) =>
            {
                if (!IsLong(request))
                    return false;
                var query = WithoutCursor(request);
                query["to"] = ScriptedCall.FormatTime(request.To.AddSeconds(request.Cursor is null ? 0 : -100));
                return await SendAsync(context, WithNext(revont.PageJson(request with { Query = query }), "again"));
            }
        );

        // Grouped by slice, as two slices may be walked at the same time.
        foreach (var walk in requests.GroupBy(request => (request.From, request.To)))
            walk.Zip(walk.Skip(1)).Count(pair => pair.First.Cursor == "again" && pair.Second.Cursor == "again").ShouldBe(0);
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("an empty page")]
    [InlineData("the same page")]
    public async Task A_cursor_on_the_last_page_does_no_harm(string response)
    {
        ConcurrentDictionary<DateTimeOffset, string> last = [];
        var requests = await BackfillWithoutGapsAsync(
            async (request, context, revont) =>
            {
                if (request.Cursor == "end")
                {
                    return response switch
                    {
                        "rejected" => await SendAsync(context, "{}", 400),
                        "an empty page" => await SendAsync(context, WithNext(EmptyPage("end"), "end", hasMore: false)),
                        _ => await SendAsync(context, WithNext(last[request.To], "end", hasMore: false)),
                    };
                }

                var page = revont.PageJson(request);
                if (page.Contains("\"has_more\":true", StringComparison.Ordinal))
                    return false;
                last[request.To] = page;
                return await SendAsync(context, WithNext(page, "end", hasMore: false));
            }
        );
        requests.Count.ShouldBeLessThan(40);
        foreach (var walk in requests.GroupBy(request => (request.From, request.To)))
        {
            // The last one may have just begun.
            var begun = walk.Count(request => request.Cursor is null);
            var inProgress = walk.Last().Cursor is null ? 1 : 0;
            walk.Count(request => request.Cursor == "end").ShouldBeInRange(begun - inProgress, begun);
        }
    }

    [Fact]
    public async Task No_cursor_is_ever_stored()
    {
        const string cursor = "p00000000000000000000";
        await using var revont = await ScriptedRevont.StartAsync();
        var start = revont.Now.AddMinutes(-10);
        revont.AddCalls(CallCount, start);
        revont.Intercept = async (request, context) =>
            request.Cursor is null && request.Covers(start) && request.IsPage && await SendAsync(context, EmptyPage(cursor));
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) });
        await poller.WaitUntilBackfilledAsync();

        revont.Requests.ShouldContain(request => request.Cursor == cursor);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(poller.LedgerPath)!))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, Encoding.Latin1);
            (await reader.ReadToEndAsync()).ShouldNotContain(cursor);
        }
    }

    /// <summary>Backfills 250 calls from an API that behaves this way. Each call must be recorded once, and no gap may remain.</summary>
    private static async Task<List<RecordedRequest>> BackfillWithoutGapsAsync(Interceptor intercept)
    {
        var (requests, gaps) = await BackfillAsync(intercept);
        gaps.ShouldBe(0);
        return requests;
    }

    private static async Task<(List<RecordedRequest> Requests, int Gaps)> BackfillAsync(Interceptor intercept)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddMinutes(-10));
        var ids = revont.AddCalls(CallCount, start);
        revont.Intercept = async (request, context) => IsBackfill(request) && await intercept(request, context, revont);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await poller.WaitUntilBackfilledAsync();

        // Before the wait: each poll meanwhile reads the same calls again.
        var requests = revont.Requests.Where(IsBackfill).ToList();
        await poller.WaitUntilRecordedOnceAsync(ids);
        return (requests, poller.Gaps().Count);

        bool IsBackfill(RecordedRequest request) => request.IsPage && request.From < start.AddSeconds(CallCount);
    }

    private static bool IsLong(RecordedRequest request) => request.To - request.From > TimeSpan.FromSeconds(80);

    private static Dictionary<string, string> WithoutCursor(RecordedRequest request) =>
        request.Query.Where(pair => pair.Key != "cursor").ToDictionary();

    private static string FirstPage(ScriptedRevont revont, RecordedRequest request) =>
        revont.PageJson(request with { Query = WithoutCursor(request) });

    private static string EmptyPage(string cursor) => $$"""{"data":[],"next_cursor":"{{cursor}}","has_more":true}""";

    /// <summary>Replaces the cursor of a page.</summary>
    private static string WithNext(string page, string? cursor, bool hasMore = true)
    {
        var items = page[..page.IndexOf("\"next_cursor\":", StringComparison.Ordinal)];
        var next = cursor is null ? "null" : $"\"{cursor}\"";
        return $"{items}\"next_cursor\":{next},\"has_more\":{(hasMore ? "true" : "false")}}}";
    }

    private static async Task<bool> SendAsync(HttpContext context, string body, int status = 200)
    {
        await ScriptedRevont.SendAsync(context, status, body);
        return true;
    }
}
