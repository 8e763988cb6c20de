using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>The full state of a call in the simulated workspace, including what the API does not show yet.</summary>
public sealed record SimulatedCallState
{
    /// <summary>The fields that the API shows.</summary>
    public required SimulatedCall Call { get; init; }

    /// <summary>When the API starts to show the call.</summary>
    public required DateTimeOffset ShownAt { get; init; }

    /// <summary>When the API starts to show the transcript; null without a transcript.</summary>
    public required DateTimeOffset? TranscriptReadyAt { get; init; }

    /// <summary>The complete transcript, ready or not; null for none. A generated transcript is generated again on each read.</summary>
    public IReadOnlyList<SimulatedSegment>? Transcript => TranscriptOverride ?? TranscriptSource?.Generate(Call.Id);

    /// <summary>The source of the generated transcript; null for none.</summary>
    internal TranscriptSource? TranscriptSource { get; init; }

    /// <summary>The transcript that a test has set instead of the generated one.</summary>
    internal IReadOnlyList<SimulatedSegment>? TranscriptOverride { get; init; }

    /// <summary>When the transcript that the API shows becomes complete; null when it is complete from the start.</summary>
    public DateTimeOffset? TranscriptCompleteAt { get; init; }

    /// <summary>When the call was deleted; null while the API shows it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The versions of the call that the API has shown.</summary>
    public CallExposure Exposure { get; } = new();

    /// <summary>Whether the API shows the call before its creation time.</summary>
    internal bool IsFutureDated { get; init; }

    /// <summary>Whether the API shows the transcript at <paramref name="now"/>.</summary>
    public bool IsTranscriptReady(DateTimeOffset now) => TranscriptReadyAt <= now;

    /// <summary>Whether the API shows the complete transcript at <paramref name="now"/>.</summary>
    internal bool IsTranscriptComplete(DateTimeOffset now) => IsTranscriptReady(now) && !(TranscriptCompleteAt > now);

    /// <summary>The transcript that the API shows at <paramref name="now"/>: complete, the first half, or none.</summary>
    internal IReadOnlyList<SimulatedSegment>? TranscriptAt(DateTimeOffset now) =>
        !IsTranscriptReady(now) ? null
        : IsTranscriptComplete(now) ? Transcript
        : Transcript is { } segments ? [.. segments.Take((segments.Count + 1) / 2)]
        : null;

    internal bool IsShown(DateTimeOffset now) => IsFutureDated || Call.CreatedAt <= now;
}
