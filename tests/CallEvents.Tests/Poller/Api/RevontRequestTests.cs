using System.Text.Json;
using System.Text.RegularExpressions;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Api;

public sealed partial class RevontRequestTests
{
    [Fact]
    public async Task List_requests_match_the_API_documentation()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = revont.Now.AddMinutes(-10);
        for (var index = 0; index < 101; index++)
            revont.Add($"call_{index:d3}", start.AddSeconds(index + 0.25));
        var startFrom = ScriptedCall.FormatTime(Slice.Floor(start).AddSeconds(0.9));
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = startFrom });
        await poller.WaitUntilBackfilledAsync();

        var lists = revont.Requests.Where(request => request.IsList).ToList();
        foreach (var list in lists)
        {
            list.Query["from"].ShouldMatch(WholeSecond().ToString());
            list.Query["to"].ShouldMatch(WholeSecond().ToString());
            list.Headers["Authorization"].ShouldBe($"Bearer {ScriptedRevont.ApiKey}");
            list.Query.Keys.Except(["limit", "from", "to", "cursor"]).ShouldBeEmpty();
        }

        lists.Where(list => list.IsPage).ShouldAllBe(list => list.Query["limit"] == "100");
        lists.Where(list => list.IsPage).Min(list => list.From).ShouldBe(Slice.Floor(start));
        lists.Count(list => list.Cursor is not null).ShouldBeGreaterThan(0);
        revont
            .Requests.Where(request => !request.IsList)
            .ShouldAllBe(request => request.Headers["Authorization"] == $"Bearer {ScriptedRevont.ApiKey}");
    }

    [Fact]
    public async Task A_cookie_that_the_API_sets_is_never_sent_back()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Intercept = (_, context) =>
        {
            context.Response.Headers.SetCookie = "session=main; Path=/";
            return Task.FromResult(false);
        };
        revont.Add("call_1", revont.Now.AddMinutes(-1));
        await using var poller = await revont.StartPollerAsync();
        await poller.WaitUntilTranscribedAsync("call_1");

        revont.Requests.Count.ShouldBeGreaterThan(2);
        revont.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task A_cursor_is_sent_back_unchanged()
    {
        const string cursor = "cur_+/=&?#% ü\"\\..";
        await using var revont = await ScriptedRevont.StartAsync();
        var start = revont.Now.AddMinutes(-10);
        revont.Add("call_1", start.AddMinutes(1));
        revont.Intercept = async (request, context) =>
        {
            if (!request.IsPage || !request.Covers(start.AddMinutes(1)) || request.Cursor is not null)
                return false;
            var page = $$"""{"data":[],"next_cursor":{{JsonSerializer.Serialize(cursor)}},"has_more":true}""";
            await ScriptedRevont.SendAsync(context, 200, page);
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start) });

        await Eventually.Be(() => revont.Requests.Any(request => request.Cursor is not null));
        revont.Requests.First(request => request.Cursor is not null).Cursor.ShouldBe(cursor);
    }

    [Fact]
    public async Task Ids_with_special_characters_are_requested_in_full()
    {
        string[] ids =
        [
            "a/b",
            "x y",
            "q?x=1#f",
            "100%25",
            "plus+",
            "ünï☎",
            "semi;colon:at@",
            "back\\slash",
            "call_" + new string('x', 400),
        ];
        await using var revont = await ScriptedRevont.StartAsync();
        foreach (var id in ids)
            revont.Add(id, revont.Now.AddMinutes(-1));
        await using var poller = await revont.StartPollerAsync();

        await poller.WaitUntilTranscribedAsync(ids);
        await poller.WaitUntilRecordedOnceAsync(ids);
        revont.Requests.Where(request => !request.IsList).Select(request => request.CallId).Distinct().ShouldBe(ids, ignoreOrder: true);
        poller.TranscribedCallIds().ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task The_base_URL_may_end_in_a_slash()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("call_1", revont.Now.AddMinutes(-1));
        await using var poller = await PollerHost.StartAsync(new Uri(revont.BaseUrl + "/"), apiKey: ScriptedRevont.ApiKey);
        await poller.WaitUntilTranscribedAsync("call_1");
    }

    [Fact]
    public void A_slice_starts_and_ends_at_whole_seconds()
    {
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var slice = new Slice(noon.AddTicks(9_999_999), noon.AddSeconds(1).AddTicks(1));
        (slice.From, slice.To).ShouldBe((noon, noon.AddSeconds(2)));
        new Slice(noon, noon.AddSeconds(1)).To.ShouldBe(noon.AddSeconds(1));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex WholeSecond();
}
