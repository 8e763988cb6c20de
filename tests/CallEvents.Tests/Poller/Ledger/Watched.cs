using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>A call's life in front of the decision: answers in, facts out, at times that the test names.</summary>
internal sealed class Watched
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<CallEvent> facts = [];

    public CallState? Row { get; set; }

    public IReadOnlyList<CallEvent> Facts => facts;

    public DateTimeOffset StartFrom { get; init; } = Start - TimeSpan.FromDays(30);

    public DateTimeOffset StartedAt { get; init; } = Start - TimeSpan.FromDays(1);

    public TranscriptOptions Schedule { get; init; } = new();

    public static CallSnapshot Call(string outcome = "won", DateTimeOffset? createdAt = null) => new("call_1")
    {
        CreatedAt = createdAt ?? Start,
        DurationSeconds = 600,
        RepId = "user_1",
        ProspectEmail = "jane@example.com",
        CoachingScore = 78,
        Outcome = outcome,
    };

    public static Segment[] Transcript(int segments, long endMs = 600_000) =>
        [.. Enumerable.Range(1, segments).Select(number => new Segment { Speaker = "rep", StartMs = 0, EndMs = endMs * number / segments, Text = $"Segment {number}" })];

    public IReadOnlyList<CallEvent> Listed(TimeSpan at, CallSnapshot? call = null, TimeSpan? sent = null, Lane lane = Lane.Live) =>
        Observe(new CallObservation.FromList(call ?? Call(), Start + (sent ?? at)), at, lane);

    public IReadOnlyList<CallEvent> Detailed(TimeSpan at, Segment[]? transcript = null, CallSnapshot? call = null, TimeSpan? sent = null, Lane lane = Lane.Live) =>
        Observe(new CallObservation.FromDetail(call ?? Call(), transcript, Start + (sent ?? at)), at, lane);

    public IReadOnlyList<CallEvent> Missing(TimeSpan at, Lane lane = Lane.Live) => Observe(new CallObservation.NotFound("call_1", Start + at), at, lane);

    /// <summary>Answers every check that falls due with "not yet" until this time.</summary>
    public void WaitInVain(TimeSpan until, bool deleted = false)
    {
        while (Row!.NextCheckAt is { } next && next - Start <= until)
            _ = deleted ? Missing(next - Start) : Detailed(next - Start);
    }

    private IReadOnlyList<CallEvent> Observe(CallObservation answer, TimeSpan at, Lane lane)
    {
        var observation = CallEvents.Poller.Calls.CallDecider.Decide(Row, answer, new ObservationContext("main", Start + at, StartFrom, StartedAt, lane, lane == Lane.Reread, Schedule, Jitter: 0.5));
        Row = observation.State;
        facts.AddRange(observation.Events);
        return observation.Events;
    }
}
