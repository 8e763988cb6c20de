using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class BadAnswerTests
{
    private const int Calls = 1_200;

    // ID is the requested call.
    private static readonly string[] BadBodies =
    [
        "{}",
        "[]",
        "<html>",
        """{"id":"another","transcript":[]}""",
        """{"id":"ID","transcript":{}}""",
        """{"id":"ID","duration_seconds":{}}""",
    ];

    [Fact]
    public async Task A_bad_answer_now_and_then_delays_its_transcript_by_seconds()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ids = revont.AddCalls(Calls, revont.Now.AddHours(-1));
        AnswerBadly(revont, share: 0.16);

        // At the default of 10 requests a second, the requests alone would take longer than two minutes.
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-2), ("Revont:RequestsPerSecond", "400"))
        );
        var twoMinutesLater = time.GetUtcNow().AddMinutes(2);
        var seen = 0;
        await Eventually.Be(() =>
        {
            // Advanced only while no request arrives, so that a busy machine costs no time of this clock.
            if (seen == (seen = revont.Requests.Count))
                time.Advance(TimeSpan.FromMilliseconds(250));
            return poller.TranscribedCallIds().Count >= Calls || time.GetUtcNow() > twoMinutesLater;
        });

        ids.Except(poller.TranscribedCallIds()).ShouldBeEmpty();
        poller.Parked().ShouldBeEmpty();
        poller.OwnLogLines().ShouldNotContain(line => line.Contains("Parked", StringComparison.Ordinal));
        revont.Requests.Count(request => !request.IsList).ShouldBeLessThan(Calls * 5 / 4);
    }

    private static void AnswerBadly(ScriptedRevont revont, double share)
    {
        var random = new Random(13);
        var sync = new Lock();
        revont.Intercept = async (request, context) =>
        {
            if (request.CallId is not { } id)
                return false;
            int body;
            lock (sync)
                body = random.NextDouble() < share ? random.Next(BadBodies.Length) : -1;
            if (body < 0)
                return false;
            await ScriptedRevont.SendAsync(context, 200, BadBodies[body].Replace("ID", id, StringComparison.Ordinal));
            return true;
        };
    }
}
