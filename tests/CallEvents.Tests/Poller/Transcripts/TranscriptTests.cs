using System.Globalization;
using CallEvents.Contracts;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class TranscriptTests
{
    [Fact]
    public async Task Not_yet_is_asked_for_less_and_less_and_told_when_it_is_there()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        string[] ids = ["absent", "null", "[]", "404", "410"];
        foreach (var id in ids)
            revont.Put(new ScriptedCall(id, at) { Transcript = id is "null" or "[]" ? id : null });
        revont.Otherwise = async (request, context) =>
        {
            if (request.CallId is not ("404" or "410"))
                return false;
            await ScriptedRevont.SendAsync(context, int.Parse(request.CallId, CultureInfo.InvariantCulture), "");
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(at), change: Polled.By(time));
        await poller.HasToldOnceAsync(ids);
        await Eventually.Be(() => ids.All(id => Checks(id).Count >= 4));
        poller.Told.Of<CallTranscribed>().ShouldBeEmpty();
        foreach (var checks in ids.Select(Checks))
        {
            var delays = checks.Zip(checks.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
            for (var index = 0; index < delays.Count; index++)
                delays[index].ShouldBeInRange(0.8 * 30 * Math.Pow(2, index), (1.2 * 30 * Math.Pow(2, index)) + 30);
        }

        revont.Otherwise = (_, _) => Task.FromResult(false);
        foreach (var id in ids)
            revont.Add(id, at);
        await poller.HasTranscribedAsync(ids);
        poller.Parked().ShouldBeEmpty();
        poller.Told.Of<CallTranscribed>().Select(told => told.Call.Id).ShouldBe(ids, ignoreOrder: true);
        poller.Told.Of<CallTranscribed>().ShouldAllBe(told => told.Transcript.Single().Text == ScriptedCall.SpokenWords);

        List<DateTimeOffset> Checks(string id) => [.. revont.Asked.Where(request => request.CallId == id).Select(request => request.At)];
    }

    [Fact]
    public async Task It_is_given_up_after_enough_answers_and_asked_for_no_more()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.PollAsync(
            settings: Polled.Fast(at, ("Transcripts:GiveUpAfter", "00:05:00"), ("Transcripts:MaxRetry", "00:01:00")), change: Polled.By(time));
        await Eventually.Be(() => poller.Told.Of<CallTranscriptUnavailable>().Count == 1);
        poller.Told.Of<CallTranscriptUnavailable>()[0].Reason.ShouldBe(TranscriptUnavailableReasons.NotReady);

        var checks = revont.Asked.Where(request => !request.IsList).Select(request => request.At).ToList();
        (checks[^1] - checks[0]).TotalSeconds.ShouldBeGreaterThanOrEqualTo(295);
        var later = time.GetUtcNow().AddMinutes(5);
        await Eventually.Be(() => time.GetUtcNow() > later);
        revont.Asked.Count(request => !request.IsList).ShouldBe(checks.Count);
        poller.Told.Of<CallTranscriptUnavailable>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_of_any_length_gives_nothing_up_and_parks_nothing()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var ids = Enumerable.Range(0, 20).Select(index => revont.Put(new ScriptedCall($"call_{index}", at) { Transcript = null }).Id).ToList();
        await using var poller = await revont.PollAsync(settings: Polled.Fast(at, ("Transcripts:GiveUpAfter", "00:05:00")), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count(request => !request.IsList) >= 20);
        revont.Answer(_ => true, 503);
        var (before, later) = (revont.Asked.Count, time.GetUtcNow().AddMinutes(15));
        await Eventually.Be(() => time.GetUtcNow() > later);
        (revont.Asked.Count - before).ShouldBeLessThan(250);

        ids.ForEach(id => revont.Add(id, at));
        revont.Otherwise = (_, _) => Task.FromResult(false);
        await poller.HasTranscribedAsync(ids);
        poller.Told.Of<CallTranscriptUnavailable>().ShouldBeEmpty();
        poller.Parked().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_under_way_at_shutdown_is_found_after_the_restart()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("call_1", revont.Now.AddMinutes(-1));
        var asked = new TaskCompletionSource();
        revont.Otherwise = async (request, context) =>
        {
            if (request.IsList)
                return false;
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var ledger = PollerHost.NewLedger();
        await using (var poller = await revont.PollAsync(ledger))
        {
            await asked.Task;
            await poller.HasToldOnceAsync("call_1");
            var stopping = TimeProvider.System.GetTimestamp();
            await poller.DisposeAsync();
            TimeProvider.System.GetElapsedTime(stopping).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            poller.Told.Of<CallTranscribed>().ShouldBeEmpty();
        }

        revont.Otherwise = (_, _) => Task.FromResult(false);
        await using var restarted = await revont.PollAsync(ledger);
        await restarted.HasTranscribedAsync("call_1");
        restarted.Recorded().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_poller_that_was_down_for_a_week_gives_nothing_up_at_its_start()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var ids = Enumerable.Range(0, 10).Select(index => revont.Put(new ScriptedCall($"call_{index}", at) { Transcript = null }).Id).ToList();
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(at, ("Transcripts:GiveUpAfter", "00:10:00"), ("Transcripts:MaxRetry", "00:02:00")));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await Eventually.Be(() => ids.All(id => Checks(id) >= 3));

        time.Advance(TimeSpan.FromDays(7));
        var before = ids.ToDictionary(id => id, Checks);
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => ids.All(id => Checks(id) >= before[id] + 2));
        restarted.Told.Of<CallTranscriptUnavailable>().ShouldBeEmpty();

        ids.ForEach(id => revont.Add(id, at));
        await restarted.HasTranscribedAsync(ids);
        restarted.Told.Of<CallTranscriptUnavailable>().ShouldBeEmpty();

        int Checks(string id) => revont.Asked.Count(request => request.CallId == id);
    }

    [Fact]
    public async Task A_call_that_was_deleted_ends_as_not_found()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.PollAsync(
            settings: Polled.Fast(at, ("Transcripts:GiveUpAfter", "00:05:00"), ("Transcripts:MaxRetry", "00:01:00")), change: Polled.By(time));
        await poller.HasToldOnceAsync("call_1");
        revont.Remove("call_1");

        var told = (await Eventually.Be(() => poller.Told.Of<CallTranscriptUnavailable>(), told => told.Count > 0))[0];
        (told.Call.Id, told.Reason).ShouldBe(("call_1", TranscriptUnavailableReasons.NotFound));
        poller.Parked().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_was_still_being_written_is_told_again_when_it_has_grown()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var call = new ScriptedCall("call_1", at) { Transcript = """[{"speaker":"rep","start_ms":0,"end_ms":2000,"text":"Hello."}]""" };
        var anHour = call with
        {
            Detail = call.DetailJson.Replace("\"duration_seconds\":60", "\"duration_seconds\":3600", StringComparison.Ordinal),
            Item = call.ItemJson.Replace("\"duration_seconds\":60", "\"duration_seconds\":3600", StringComparison.Ordinal),
        };
        revont.Put(anHour);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(at, ("Transcripts:SettleAfter", "00:02:00")), change: Polled.By(time));
        await poller.HasTranscribedAsync("call_1");
        revont.Put(anHour with { Detail = anHour.Detail.Replace("Hello.", "Hello. And so on.", StringComparison.Ordinal) });

        var told = await Eventually.Be(() => poller.Told.Of<CallTranscribed>(), told => told.Count == 2);
        told.Select(message => message.Transcript.Single().Text).ShouldBe(["Hello.", "Hello. And so on."]);
        told[1].Revision.ShouldBeGreaterThan(told[0].Revision);
        var checks = revont.Asked.Where(request => request.CallId == "call_1").Select(request => request.At).ToList();
        checks.Count.ShouldBe(2);
        (checks[1] - checks[0]).TotalSeconds.ShouldBeInRange(120, 300);
    }
}
