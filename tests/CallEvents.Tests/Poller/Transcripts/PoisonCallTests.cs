using CallEvents.Contracts;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class PoisonCallTests
{
    private static readonly (int Status, string Body)[] Poisons =
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
    public async Task Calls_that_cannot_be_read_are_parked_asked_for_less_and_less_and_stop_nobody()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);

        // A Date has whole seconds: a clock that follows it hops, and delays are measured here.
        revont.SendsDate = false;
        var at = revont.Now.AddMinutes(-1);
        var poisons = Enumerable.Range(0, Poisons.Length).Select(index => revont.Add($"poison_{index:d2}", at).Id).ToList();
        var others = Enumerable.Range(0, 60).Select(index => revont.Add($"call_{index:d2}", at.AddSeconds(0.01 * index)).Id).ToList();
        revont.Otherwise = async (request, context) =>
        {
            if (request.CallId?.StartsWith("poison", StringComparison.Ordinal) is not true)
                return false;
            var (status, body) = Poisons[poisons.IndexOf(request.CallId)];
            await ScriptedRevont.SendAsync(context, status, body.Replace("ID", request.CallId, StringComparison.Ordinal));
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(at), change: Polled.By(time));
        await poller.HasTranscribedAsync(others);
        await Eventually.Be(() => poller.Parked().Count, parked => parked == poisons.Count);

        poller.Parked().Select(parked => parked.Key).ShouldBe(poisons, ignoreOrder: true);
        poller.OwnLines().ShouldAllBe(line => !line.Contains("ApiKey", StringComparison.Ordinal));
        await Eventually.Be(() => poller.ReadyAsync().Result.Status == HealthStatus.Healthy);
        foreach (var poison in poisons)
        {
            poller.OwnLines().Count(line => line.Contains(poison, StringComparison.Ordinal)).ShouldBe(1);
            var times = revont.Asked.Where(request => request.CallId == poison).Select(request => request.At).ToList();
            times.Count.ShouldBeLessThanOrEqualTo(20);
            var delays = times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
            for (var index = 0; index < delays.Count; index++)
                delays[index].ShouldBeGreaterThanOrEqualTo(Math.Min(60, Math.Pow(2, index)));
        }

        revont.Add("live", revont.Now);
        await poller.HasTranscribedAsync("live");
        poller.Recorded().ShouldBe([.. others, .. poisons, "live"], ignoreOrder: true);
        poller.Told.Of<CallTranscribed>().Select(told => told.Call.Id).ShouldBe([.. others, "live"], ignoreOrder: true);

        // Mended, they are found when their next try is due.
        revont.Otherwise = (_, _) => Task.FromResult(false);
        await using (var ledger = poller.OpenLedger())
        {
            foreach (var parked in ledger.Parked)
                parked.NextRetryAt = parked.NextRetryAt.AddHours(-2);
            await ledger.SaveChangesAsync();
        }

        await poller.HasTranscribedAsync(poisons);
        await Eventually.Be(() => poller.Parked().Count == 0);
    }
}
