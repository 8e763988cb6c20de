using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class ParkedCallTests
{
    private static readonly (int Status, string Body)[] UnreadableResponses =
    [
        (500, ""),
        (403, ""),
        (400, ""),
        (200, "<html>"),
        (200, "[]"),
        (200, """{"id":"another","transcript":[]}"""),
        (200, """{"id":"ID","transcript":"all in one text"}"""),
        (200, """{"id":"ID","transcript":{}}"""),
        (200, """{"id":"ID","transcript":["text"]}"""),
        (200, """{"id":"ID","transcript":[{"text":"\ud83d"}]}"""),
        (200, """{"id":"ID","transcript":[{"text":"x","start_ms":1e300}]}"""),
    ];

    [Fact]
    public async Task Unreadable_calls_are_parked_with_backoff_and_block_no_other_call()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);

        // A Date header has whole seconds: a clock that follows it would jump, and this test measures delays.
        revont.SendsDate = false;
        var at = revont.Now.AddMinutes(-1);
        var unreadable = AddUnreadableCalls(revont, at);
        var others = Enumerable.Range(0, 60).Select(index => revont.Add($"call_{index:d2}", at.AddSeconds(0.01 * index)).Id).ToList();
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(at));
        await poller.WaitUntilTranscribedAsync(others);
        await Eventually.Be(() => poller.Parked().Count, parked => parked == unreadable.Count);

        poller.Parked().Select(parked => parked.Key).ShouldBe(unreadable, ignoreOrder: true);
        poller.OwnLogLines().ShouldAllBe(line => !line.Contains("ApiKey", StringComparison.Ordinal));
        await Eventually.Be(async () => (await poller.CheckReadinessAsync()).Status == HealthStatus.Healthy);
        foreach (var id in unreadable)
        {
            // The line follows the row that was waited for.
            await Eventually.Be(() => poller.OwnLogLines().Any(line => line.Contains(id, StringComparison.Ordinal)));
            poller.OwnLogLines().Count(line => line.Contains(id, StringComparison.Ordinal)).ShouldBe(1);
            ShouldBackOff([.. revont.Requests.Where(request => request.CallId == id).Select(request => request.At)]);
        }

        revont.Add("live", revont.Now);
        await poller.WaitUntilTranscribedAsync("live");
        poller.RecordedCallIds().ShouldBe([.. others, .. unreadable, "live"], ignoreOrder: true);
        poller.TranscribedCallIds().ShouldBe([.. others, "live"], ignoreOrder: true);

        // Once readable, they are transcribed by their next retry.
        revont.StopIntercepting();
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilTranscribedAsync(unreadable);
        await Eventually.Be(() => poller.Parked().Count == 0);
    }

    private static List<string> AddUnreadableCalls(ScriptedRevont revont, DateTimeOffset at)
    {
        var ids = Enumerable.Range(0, UnreadableResponses.Length).Select(index => revont.Add($"unreadable_{index:d2}", at).Id).ToList();
        revont.Intercept = async (request, context) =>
        {
            if (request.CallId?.StartsWith("unreadable", StringComparison.Ordinal) is not true)
                return false;
            var (status, body) = UnreadableResponses[ids.IndexOf(request.CallId)];
            await ScriptedRevont.SendAsync(context, status, body.Replace("ID", request.CallId, StringComparison.Ordinal));
            return true;
        };
        return ids;
    }

    private static void ShouldBackOff(List<DateTimeOffset> times)
    {
        times.Count.ShouldBeLessThanOrEqualTo(20);
        var delays = times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
        for (var index = 0; index < delays.Count; index++)
            delays[index].ShouldBeGreaterThanOrEqualTo(Math.Min(60, Math.Pow(2, index)));
    }
}
