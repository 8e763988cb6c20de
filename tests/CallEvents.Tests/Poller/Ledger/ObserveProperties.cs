using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CsCheck;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>
/// A small API in which calls appear, change and get transcripts, is asked at random moments; the answers arrive late, twice
/// and in any order. Whatever happens, the facts must tell its story once.
/// </summary>
public sealed class ObserveProperties
{
    private static readonly DateTimeOffset Start = Watched.Start;

    /// <summary>One step: what changes in Revont, what is asked, and after how many steps the answer arrives (and again, if twice).</summary>
    private sealed record Step(int Call, int Change, bool Detail, int Delay, bool Twice, Lane Lane);

    private sealed record World(int Outcome, int Segments, bool Exists, bool Deleted);

    private static readonly Gen<Step[]> Histories = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 5], Gen.Bool, Gen.Int[0, 6], Gen.Bool, Gen.OneOf(Lane.Live, Lane.Reread, Lane.Backfill),
        (call, change, detail, delay, twice, lane) => new Step(call, change, detail, delay, twice, lane)).Array[1, 60];

    [Fact]
    public void Any_sequence_of_answers_yields_each_fact_exactly_once_and_ends_with_the_newest() => Histories.Sample(Check, iter: 20_000);

    private static void Check(Step[] steps)
    {
        var world = Enumerable.Range(0, 3).ToDictionary(call => call, _ => new World(0, 0, false, false));
        var arriving = new SortedDictionary<int, List<(CallObservation Answer, Lane Lane)>>();
        var rows = new Dictionary<string, CallState>();
        var facts = new List<CallEvent>();
        for (var time = 0; time < steps.Length + 10; time++)
        {
            if (time < steps.Length)
                Ask(steps[time], time, world, arriving);
            if (arriving.Remove(time, out var answers))
                answers.ForEach(answer => Take(answer.Answer, answer.Lane, time, rows, facts));
        }

        // At last everything is looked at once more, in order.
        for (var call = 0; call < 3; call++)
            Take(Answered(call, world[call], true, steps.Length + 10), Lane.Live, steps.Length + 10, rows, facts);
        for (var call = 0; call < 3; call++)
            Judge($"call_{call}", world[call], [.. facts.Where(fact => fact.CallId == $"call_{call}")], rows);
    }

    private static void Ask(Step step, int time, Dictionary<int, World> world, SortedDictionary<int, List<(CallObservation, Lane)>> arriving)
    {
        var before = world[step.Call];
        world[step.Call] = step.Change switch
        {
            0 or 1 => before with { Exists = true },
            2 => before with { Outcome = before.Outcome + 1 },
            3 when before.Exists => before with { Segments = before.Segments + 1 },
            4 => before with { Deleted = true },
            _ => before,
        };
        var now = world[step.Call];
        if (!now.Exists || (now.Deleted && !step.Detail))
            return;

        var answer = Answered(step.Call, now, step.Detail, time);
        foreach (var arrival in step.Twice ? new[] { time + step.Delay, time + step.Delay + 1 } : [time + step.Delay])
            (arriving.TryGetValue(arrival, out var list) ? list : arriving[arrival] = []).Add((answer, step.Lane));
    }

    private static CallObservation Answered(int call, World world, bool detail, int time)
    {
        var sentAt = Start + TimeSpan.FromMilliseconds(time);
        if (!world.Exists || world.Deleted)
            return new CallObservation.NotFound($"call_{call}", sentAt);

        var seen = new CallSnapshot($"call_{call}") { CreatedAt = Start, DurationSeconds = 60, Outcome = $"outcome {world.Outcome}" };
        return detail
            ? new CallObservation.FromDetail(seen, world.Segments == 0 ? null : Watched.Transcript(world.Segments, 60_000), sentAt)
            : new CallObservation.FromList(seen, sentAt);
    }

    private static void Take(CallObservation answer, Lane lane, int time, Dictionary<string, CallState> rows, List<CallEvent> facts)
    {
        var moment = new ObservationContext("main", Start + TimeSpan.FromMilliseconds(time), Start - TimeSpan.FromDays(1), Start - TimeSpan.FromHours(1), lane, lane == Lane.Reread, new TranscriptOptions(), 0.5);
        var observation = CallDecider.Decide(rows.GetValueOrDefault(answer.CallId), answer, moment);
        if (observation.State is not null)
            rows[answer.CallId] = observation.State;
        facts.AddRange(observation.Events);
    }

    private static void Judge(string callId, World world, CallEvent[] facts, Dictionary<string, CallState> rows)
    {
        facts.Select(fact => fact.Revision).ShouldBe(facts.Select(fact => fact.Revision).Distinct().Order(), "revisions grow");
        facts.Count(fact => fact.Type == CallEventType.CallRecorded).ShouldBe(rows.ContainsKey(callId) ? 1 : 0, "recorded once, if it was ever shown");
        if (facts.Length == 0)
            return;

        facts[0].Type.ShouldBe(CallEventType.CallRecorded);
        Chain(facts);
        var transcripts = facts.Select(fact => fact.Message).OfType<CallTranscribed>().Select(message => message.Transcript.Count).ToList();
        transcripts.ShouldBe(transcripts.Distinct().Order().ToList(), "each transcript once, and only grown ones again");
        if (world.Deleted)
            return;

        Last(facts).Outcome.ShouldBe($"outcome {world.Outcome}", "the last fact says what the newest answer said");
        if (world.Segments > 0)
            transcripts[^1].ShouldBe(world.Segments, "the last transcript is the newest");
    }

    /// <summary>Each update starts where the one before ended, and changes something.</summary>
    private static void Chain(CallEvent[] facts)
    {
        var told = ((CallRecorded)facts[0].Message).Call;
        foreach (var fact in facts.Skip(1))
        {
            if (fact.Message is CallUpdated update)
            {
                update.Previous.ShouldBe(told);
                update.Call.ShouldNotBe(told);
                update.ChangedFields.ShouldBe(["outcome"]);
                told = update.Call;
            }
            else
            {
                Of(fact).ShouldBe(told, "no fact says something else in passing");
            }
        }
    }

    private static Call Last(CallEvent[] facts) => Of(facts[^1]);

    private static Call Of(CallEvent fact) => fact.Message switch
    {
        CallRecorded message => message.Call,
        CallUpdated message => message.Call,
        CallTranscribed message => message.Call,
        CallTranscriptUnavailable message => message.Call,
        _ => throw new InvalidOperationException(),
    };
}
