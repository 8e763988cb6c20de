using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;
using CsCheck;

namespace CallEvents.Tests.Poller.Calls;

/// <summary>
/// Requests a simulated API, whose calls appear, change and get transcripts, at random moments. The responses arrive late, twice and
/// in any order; the events must describe each call's history exactly once.
/// </summary>
public sealed class CallDeciderPropertyTests
{
    private static readonly DateTimeOffset Start = CallScenario.Start;

    /// <summary>One change of a call, one request for it, and the steps until the response arrives (and again, if twice).</summary>
    private sealed record Step(int Call, int Change, bool Detail, int Delay, bool Twice, Lane Lane);

    private sealed record SimulatedCall(int Outcome, int Segments, bool Exists, bool Deleted);

    private static readonly Gen<Step[]> Histories = Gen.Select(
        Gen.Int[0, 2],
        Gen.Int[0, 5],
        Gen.Bool,
        Gen.Int[0, 6],
        Gen.Bool,
        Gen.OneOf(Lane.Live, Lane.Reread, Lane.Backfill),
        (call, change, detail, delay, twice, lane) => new Step(call, change, detail, delay, twice, lane)
    ).Array[1, 60];

    [Fact]
    public void Any_order_of_responses_yields_each_event_once_and_ends_with_the_newest() => Histories.Sample(Check, iter: 20_000);

    private static void Check(Step[] steps)
    {
        var simulation = new Simulation();
        for (var time = 0; time < steps.Length + 10; time++)
        {
            if (time < steps.Length)
                simulation.Apply(steps[time], time);
            simulation.ProcessArrivals(time);
        }

        simulation.ProcessEveryCall(steps.Length + 10);
        foreach (var (number, call) in simulation.Calls)
            Verify(call, [.. simulation.Events.Where(callEvent => callEvent.CallId == CallId(number))], simulation.IsKnown(number));
    }

    private static void Verify(SimulatedCall call, CallEvent[] events, bool isKnown)
    {
        var revisions = events.Select(callEvent => callEvent.Revision);
        revisions.ShouldBe(revisions.Distinct().Order(), "revisions grow");
        events
            .Count(callEvent => callEvent.Type == CallEventType.CallRecorded)
            .ShouldBe(isKnown ? 1 : 0, "recorded once, if ever observed");
        if (events.Length == 0)
            return;

        events[0].Type.ShouldBe(CallEventType.CallRecorded);
        VerifyUpdates(events);
        var transcripts = events
            .Select(callEvent => callEvent.Message)
            .OfType<CallTranscribed>()
            .Select(message => message.Transcript.Count)
            .ToList();
        transcripts.ShouldBe(transcripts.Distinct().Order().ToList(), "each transcript once, and again only when it has grown");
        if (call.Deleted)
            return;

        CallOf(events[^1]).Outcome.ShouldBe($"outcome {call.Outcome}", "the last event has the values of the newest response");
        if (call.Segments > 0)
            transcripts[^1].ShouldBe(call.Segments, "the last transcript is the newest");
    }

    /// <summary>Each update starts from the values of the previous event, and changes them.</summary>
    private static void VerifyUpdates(CallEvent[] events)
    {
        var current = ((CallRecorded)events[0].Message).Call;
        foreach (var callEvent in events.Skip(1))
        {
            if (callEvent.Message is CallUpdated update)
            {
                update.Previous.ShouldBe(current);
                update.Call.ShouldNotBe(current);
                update.ChangedFields.ShouldBe(["outcome"]);
                current = update.Call;
            }
            else
            {
                CallOf(callEvent).ShouldBe(current, "only an update changes values");
            }
        }
    }

    private static string CallId(int number) => $"call_{number}";

    private static Call CallOf(CallEvent callEvent) =>
        callEvent.Message switch
        {
            CallRecorded message => message.Call,
            CallUpdated message => message.Call,
            CallTranscribed message => message.Call,
            CallTranscriptUnavailable message => message.Call,
            _ => throw new InvalidOperationException(),
        };

    /// <summary>Three calls of the API, the responses that have not arrived yet, and the poller's state.</summary>
    private sealed class Simulation
    {
        private readonly SortedDictionary<int, List<(CallObservation Observation, Lane Lane)>> inFlight = [];
        private readonly Dictionary<string, CallState> states = [];
        private readonly List<CallEvent> events = [];

        public Dictionary<int, SimulatedCall> Calls { get; } =
            Enumerable.Range(0, 3).ToDictionary(call => call, _ => new SimulatedCall(0, 0, false, false));

        public IReadOnlyList<CallEvent> Events => events;

        public bool IsKnown(int call) => states.ContainsKey(CallId(call));

        /// <summary>Changes a call, and sends a request for it.</summary>
        public void Apply(Step step, int time)
        {
            var call = Change(Calls[step.Call], step.Change);
            Calls[step.Call] = call;
            if (!call.Exists || (call.Deleted && !step.Detail))
                return;

            var observation = Respond(step.Call, step.Detail, time);
            foreach (var arrival in step.Twice ? new[] { time + step.Delay, time + step.Delay + 1 } : [time + step.Delay])
                (inFlight.TryGetValue(arrival, out var list) ? list : inFlight[arrival] = []).Add((observation, step.Lane));
        }

        public void ProcessArrivals(int time)
        {
            if (!inFlight.Remove(time, out var arrived))
                return;
            foreach (var (observation, lane) in arrived)
                Process(observation, lane, time);
        }

        public void ProcessEveryCall(int time)
        {
            foreach (var call in Calls.Keys)
                Process(Respond(call, detail: true, time), Lane.Live, time);
        }

        private static SimulatedCall Change(SimulatedCall call, int change) =>
            change switch
            {
                0 or 1 => call with { Exists = true },
                2 => call with { Outcome = call.Outcome + 1 },
                3 when call.Exists => call with { Segments = call.Segments + 1 },
                4 => call with { Deleted = true },
                _ => call,
            };

        private CallObservation Respond(int number, bool detail, int time)
        {
            var call = Calls[number];
            var sentAt = Start + TimeSpan.FromMilliseconds(time);
            if (!call.Exists || call.Deleted)
                return new CallObservation.NotFound(CallId(number), sentAt);

            var snapshot = new CallSnapshot(CallId(number))
            {
                CreatedAt = Start,
                DurationSeconds = 60,
                Outcome = $"outcome {call.Outcome}",
            };
            if (!detail)
                return new CallObservation.FromList(snapshot, sentAt);
            var transcript = call.Segments == 0 ? null : CallScenario.Transcript(call.Segments, 60_000);
            return new CallObservation.FromDetail(snapshot, transcript, sentAt);
        }

        private void Process(CallObservation observation, Lane lane, int time)
        {
            var context = new ObservationContext
            {
                FingerprintKey = new("key"),
                Workspace = "main",
                Now = Start + TimeSpan.FromMilliseconds(time),
                StartFrom = Start - TimeSpan.FromDays(1),
                StartedAt = Start - TimeSpan.FromHours(1),
                Lane = lane,
                RetriesGivenUp = lane == Lane.Reread,
                Schedule = new TranscriptOptions(),
                Jitter = 0.5,
            };
            var decision = CallDecider.Decide(states.GetValueOrDefault(observation.CallId), observation, context);
            if (decision.State is not null)
                states[observation.CallId] = decision.State;
            events.AddRange(decision.Events);
        }
    }
}
