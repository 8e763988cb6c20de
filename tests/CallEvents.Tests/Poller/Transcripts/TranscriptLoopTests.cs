using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class TranscriptLoopTests
{
    [Fact]
    public async Task A_missing_transcript_is_checked_with_backoff_and_published_once_available()
    {
        await using var time = new AcceleratedClock(factor: 0.25);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        string[] ids = ["absent", "null", "[]", "404", "410"];
        foreach (var id in ids)
            revont.Put(new ScriptedCall(id, at) { Transcript = id is "null" or "[]" ? id : null });
        revont.Intercept = async (request, context) =>
        {
            if (request.CallId is not ("404" or "410"))
                return false;
            await ScriptedRevont.SendAsync(context, int.Parse(request.CallId, CultureInfo.InvariantCulture), "");
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(at));
        await poller.WaitUntilRecordedOnceAsync(ids);
        await Eventually.Be(() => ids.All(id => Checks(id).Count >= 4));
        poller.Received.Of<CallTranscribed>().ShouldBeEmpty();
        foreach (var checks in ids.Select(Checks))
        {
            var delays = checks.Zip(checks.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
            for (var index = 0; index < delays.Count; index++)
                delays[index].ShouldBeInRange(0.8 * 30 * Math.Pow(2, index), (1.2 * 30 * Math.Pow(2, index)) + 30);
        }

        revont.StopIntercepting();
        foreach (var id in ids)
            revont.Add(id, at);
        await poller.WaitUntilTranscribedAsync(ids);
        poller.Parked().ShouldBeEmpty();
        poller.TranscribedCallIds().ShouldBe(ids, ignoreOrder: true);
        poller.Received.Of<CallTranscribed>().ShouldAllBe(message => message.Transcript.Single().Text == ScriptedCall.TranscriptText);

        List<DateTimeOffset> Checks(string id) => [.. revont.Requests.Where(request => request.CallId == id).Select(request => request.At)];
    }

    [Fact]
    public async Task A_transcript_is_given_up_after_enough_checks_and_not_requested_again()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(at, ("Transcripts:GiveUpAfter", "00:05:00"), ("Transcripts:MaxRetry", "00:01:00"))
        );
        await Eventually.Be(() => poller.Received.Of<CallTranscriptUnavailable>().Count == 1);
        poller.Received.Of<CallTranscriptUnavailable>()[0].Reason.ShouldBe(TranscriptUnavailableReasons.NotReady);

        var checks = revont.Requests.Where(request => !request.IsList).Select(request => request.At).ToList();
        (checks[^1] - checks[0]).TotalSeconds.ShouldBeGreaterThanOrEqualTo(295);
        var later = time.GetUtcNow().AddMinutes(5);
        await Eventually.Be(() => time.GetUtcNow() > later);
        revont.Requests.Count(request => !request.IsList).ShouldBe(checks.Count);
        poller.Received.Of<CallTranscriptUnavailable>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_gives_up_no_transcript_and_parks_no_call()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var ids = PutCallsWithoutTranscript(revont, at, 20);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(at, ("Transcripts:GiveUpAfter", "00:05:00")));
        await Eventually.Be(() => revont.Requests.Count(request => !request.IsList) >= 20);
        revont.RespondWithStatus(_ => true, 503);
        var (before, later) = (revont.Requests.Count, time.GetUtcNow().AddMinutes(15));
        await Eventually.Be(() => time.GetUtcNow() > later);
        (revont.Requests.Count - before).ShouldBeLessThan(250);

        ids.ForEach(id => revont.Add(id, at));
        revont.StopIntercepting();
        await poller.WaitUntilTranscribedAsync(ids);
        poller.Received.Of<CallTranscriptUnavailable>().ShouldBeEmpty();
        poller.Parked().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_interrupted_by_a_shutdown_is_repeated_after_the_restart()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("call_1", revont.Now.AddMinutes(-1));
        var requested = new TaskCompletionSource();
        var aborted = new TaskCompletionSource<long>();
        revont.Intercept = async (request, context) =>
        {
            if (request.IsList)
                return false;
            requested.TrySetResult();
            await ScriptedRevont.HangAsync(context);
            aborted.TrySetResult(TimeProvider.System.GetTimestamp());
            return true;
        };
        var ledger = PollerHost.NewLedgerPath();
        await using (var poller = await revont.StartPollerAsync(ledger))
        {
            await requested.Task;
            await poller.WaitUntilRecordedOnceAsync("call_1");
            aborted.Task.IsCompleted.ShouldBeFalse();
            var stopping = TimeProvider.System.GetTimestamp();
            await poller.DisposeAsync();
            TimeProvider.System.GetElapsedTime(stopping, await aborted.Task).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            poller.Received.Of<CallTranscribed>().ShouldBeEmpty();
        }

        revont.StopIntercepting();
        await using var restarted = await revont.StartPollerAsync(ledger);
        await restarted.WaitUntilTranscribedAsync("call_1");
        restarted.RecordedCallIds().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_poller_that_was_down_for_a_week_gives_up_nothing_on_start()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var ids = PutCallsWithoutTranscript(revont, at, 10);
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(at, ("Transcripts:GiveUpAfter", "00:10:00"), ("Transcripts:MaxRetry", "00:02:00"));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await Eventually.Be(() => ids.All(id => Checks(id) >= 3));

        time.Advance(TimeSpan.FromDays(7));
        var before = ids.ToDictionary(id => id, Checks);
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => ids.All(id => Checks(id) >= before[id] + 2));
        restarted.Received.Of<CallTranscriptUnavailable>().ShouldBeEmpty();

        ids.ForEach(id => revont.Add(id, at));
        await restarted.WaitUntilTranscribedAsync(ids);
        restarted.Received.Of<CallTranscriptUnavailable>().ShouldBeEmpty();

        int Checks(string id) => revont.Requests.Count(request => request.CallId == id);
    }

    [Fact]
    public async Task A_transcript_of_a_deleted_call_ends_as_not_found()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        revont.Put(new ScriptedCall("call_1", at) { Transcript = null });
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(at, ("Transcripts:GiveUpAfter", "00:05:00"), ("Transcripts:MaxRetry", "00:01:00"))
        );
        await poller.WaitUntilRecordedOnceAsync("call_1");
        revont.Remove("call_1");

        var messages = await Eventually.Be(() => poller.Received.Of<CallTranscriptUnavailable>(), messages => messages.Count > 0);
        (messages[0].Call.Id, messages[0].Reason).ShouldBe(("call_1", TranscriptUnavailableReasons.NotFound));
        poller.Parked().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transcript_that_was_incomplete_is_published_again_when_it_has_grown()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-1);
        var call = new ScriptedCall("call_1", at) { Transcript = """[{"speaker":"rep","start_ms":0,"end_ms":2000,"text":"Hello."}]""" };
        var hourLong = call with
        {
            Detail = call.DetailJson.Replace("\"duration_seconds\":60", "\"duration_seconds\":3600", StringComparison.Ordinal),
            Item = call.ItemJson.Replace("\"duration_seconds\":60", "\"duration_seconds\":3600", StringComparison.Ordinal),
        };
        revont.Put(hourLong);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(at, ("Transcripts:SettleAfter", "00:02:00")));
        await poller.WaitUntilTranscribedAsync("call_1");
        revont.Put(hourLong with { Detail = hourLong.Detail.Replace("Hello.", "Hello. And so on.", StringComparison.Ordinal) });

        var messages = await Eventually.Be(() => poller.Received.Of<CallTranscribed>(), messages => messages.Count == 2);
        messages.Select(message => message.Transcript.Single().Text).ShouldBe(["Hello.", "Hello. And so on."]);
        messages[1].Revision.ShouldBeGreaterThan(messages[0].Revision);
        var checks = revont.Requests.Where(request => request.CallId == "call_1").Select(request => request.At).ToList();
        checks.Count.ShouldBe(2);
        (checks[1] - checks[0]).TotalSeconds.ShouldBeInRange(120, 300);
    }

    private static List<string> PutCallsWithoutTranscript(ScriptedRevont revont, DateTimeOffset at, int count) =>
        [.. Enumerable.Range(0, count).Select(index => revont.Put(new ScriptedCall($"call_{index}", at) { Transcript = null }).Id)];
}
