using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;

namespace CallEvents.Tests.Poller.Calls;

/// <summary>Passes observations of one call to <see cref="CallDecider"/> and collects its events. Times count from the start.</summary>
internal sealed class CallScenario
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<CallEvent> events = [];

    public CallState? State { get; set; }

    public IReadOnlyList<CallEvent> Events => events;

    public DateTimeOffset StartFrom { get; init; } = Start - TimeSpan.FromDays(30);

    public DateTimeOffset StartedAt { get; init; } = Start - TimeSpan.FromDays(1);

    public TranscriptOptions Schedule { get; init; } = new();

    public FingerprintKey FingerprintKey { get; set; } = new("key");

    public static CallSnapshot Snapshot(string outcome = "won", DateTimeOffset? createdAt = null) =>
        new("call_1")
        {
            CreatedAt = createdAt ?? Start,
            DurationSeconds = 600,
            RepId = "user_1",
            ProspectEmail = "jane@example.com",
            CoachingScore = 78,
            Outcome = outcome,
        };

    public static Segment[] Transcript(int segments, long endMs = 600_000) =>
        [
            .. Enumerable
                .Range(1, segments)
                .Select(number => new Segment
                {
                    Speaker = "rep",
                    StartMs = 0,
                    EndMs = endMs * number / segments,
                    Text = $"Segment {number}",
                }),
        ];

    /// <param name="at">When the response is processed.</param>
    /// <param name="call">The call as listed.</param>
    /// <param name="sent">When the request was sent, if not at the same time.</param>
    /// <param name="lane">The lane of the request.</param>
    public IReadOnlyList<CallEvent> ObserveList(TimeSpan at, CallSnapshot? call = null, TimeSpan? sent = null, Lane lane = Lane.Live) =>
        Observe(new CallObservation.FromList(call ?? Snapshot(), Start + (sent ?? at)), at, lane);

    public IReadOnlyList<CallEvent> ObserveDetail(
        TimeSpan at,
        Segment[]? transcript = null,
        CallSnapshot? call = null,
        TimeSpan? sent = null,
        Lane lane = Lane.Live
    ) => Observe(new CallObservation.FromDetail(call ?? Snapshot(), transcript, Start + (sent ?? at)), at, lane);

    public IReadOnlyList<CallEvent> ObserveNotFound(TimeSpan at, Lane lane = Lane.Live) =>
        Observe(new CallObservation.NotFound("call_1", Start + at), at, lane);

    /// <summary>Runs every check that is due until this time; none of them finds a transcript.</summary>
    public void RunChecksWithoutTranscript(TimeSpan until, bool deleted = false)
    {
        while (State!.NextCheckAt is { } next && next - Start <= until)
            _ = deleted ? ObserveNotFound(next - Start) : ObserveDetail(next - Start);
    }

    private IReadOnlyList<CallEvent> Observe(CallObservation observation, TimeSpan at, Lane lane)
    {
        var context = new ObservationContext
        {
            Workspace = "main",
            Now = Start + at,
            StartFrom = StartFrom,
            StartedAt = StartedAt,
            Lane = lane,
            RetriesGivenUp = lane == Lane.Reread,
            Schedule = Schedule,
            FingerprintKey = FingerprintKey,
            Jitter = 0.5,
        };
        var decision = CallDecider.Decide(State, observation, context);
        State = decision.State;
        events.AddRange(decision.Events);
        return decision.Events;
    }
}
