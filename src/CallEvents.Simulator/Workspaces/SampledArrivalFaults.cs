using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>The faults sampled for one arriving call.</summary>
internal sealed record SampledArrivalFaults
{
    private static readonly string[] Outcomes = ["won", "lost", "follow_up", "no_outcome"];

    /// <summary>The random sequence for the values that an edit writes.</summary>
    public required SeededRandom EditRandom { get; init; }

    public int BurstSize { get; init; }

    public TimeSpan? LateBy { get; init; }

    public TimeSpan? FutureBy { get; init; }

    public TimeSpan? SubSecond { get; init; }

    public TimeSpan? EditAfter { get; init; }

    public TimeSpan? DeleteAfter { get; init; }

    public TimeSpan? TranscriptDelay { get; init; }

    public TimeSpan? TranscriptGrowthTime { get; init; }

    public bool HasNoTranscript { get; init; }

    public SimulatedCall ApplyTo(SimulatedCall call) =>
        call with
        {
            CreatedAt = call.CreatedAt + (SubSecond ?? TimeSpan.Zero) + (FutureBy ?? TimeSpan.Zero),
        };

    public SimulatedCallState ApplyTo(SimulatedCallState state, DateTimeOffset shownAt)
    {
        var readyAt = TranscriptDelay is { } delay ? state.Call.CreatedAt + delay : state.TranscriptReadyAt;
        return state with
        {
            IsFutureDated = FutureBy is not null,
            ShownAt = FutureBy is not null ? shownAt : state.ShownAt,
            TranscriptSource = HasNoTranscript ? null : state.TranscriptSource,
            TranscriptReadyAt = HasNoTranscript ? null : readyAt,
            TranscriptCompleteAt = HasNoTranscript ? null : readyAt + TranscriptGrowthTime,
        };
    }

    /// <summary>Changes outcome and score to different values.</summary>
    public SimulatedCall Edit(SimulatedCall call) =>
        call with
        {
            Outcome = EditRandom.Pick<string>([.. Outcomes.Where(outcome => outcome != call.Outcome)]),
            CoachingScore = call.CoachingScore is { } score and < 50
                ? score + EditRandom.NextBetween(1, 50)
                : EditRandom.NextBetween(12, 49),
        };
}
