using CallEvents.Simulator.Generation;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Faults.Arriving;

/// <summary>What is going to happen to a call that arrives.</summary>
internal sealed record ArrivalFate
{
    private static readonly string[] Outcomes = ["won", "lost", "follow_up", "no_outcome"];

    /// <summary>Draws what the call's edit makes of it.</summary>
    public required Dice EditDice { get; init; }

    public int Burst { get; init; }

    public TimeSpan? Late { get; init; }

    public TimeSpan? Ahead { get; init; }

    public TimeSpan? SubSecond { get; init; }

    public TimeSpan? EditAfter { get; init; }

    public TimeSpan? DeleteAfter { get; init; }

    public TimeSpan? TranscriptAfter { get; init; }

    public TimeSpan? TranscriptGrowsFor { get; init; }

    public bool HasNoTranscript { get; init; }

    public SimulatedCall Change(SimulatedCall call) =>
        call with { CreatedAt = call.CreatedAt + (SubSecond ?? TimeSpan.Zero) + (Ahead ?? TimeSpan.Zero) };

    public CallTruth Change(CallTruth truth, DateTimeOffset shownAt)
    {
        var readyAt = TranscriptAfter is { } after ? truth.Call.CreatedAt + after : truth.TranscriptReadyAt;
        return truth with
        {
            IsShownAhead = Ahead is not null,
            ShownAt = Ahead is not null ? shownAt : truth.ShownAt,
            Script = HasNoTranscript ? null : truth.Script,
            TranscriptReadyAt = HasNoTranscript ? null : readyAt,
            TranscriptWholeAt = HasNoTranscript ? null : readyAt + TranscriptGrowsFor,
        };
    }

    /// <summary>Another outcome and another score.</summary>
    public SimulatedCall Edit(SimulatedCall call) => call with
    {
        Outcome = EditDice.Pick<string>([.. Outcomes.Where(outcome => outcome != call.Outcome)]),
        CoachingScore = call.CoachingScore is { } score and < 50 ? score + EditDice.Between(1, 50) : EditDice.Between(12, 49),
    };
}
