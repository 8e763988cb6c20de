using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>All there is to know about a call of the simulated workspace, whatever the API shows of it by now.</summary>
public sealed record CallTruth
{
    /// <summary>The fields as the API shows them.</summary>
    public required SimulatedCall Call { get; init; }

    /// <summary>Since when the API shows the call.</summary>
    public required DateTimeOffset ShownAt { get; init; }

    /// <summary>From when on the API shows the transcript; null when there is none.</summary>
    public required DateTimeOffset? TranscriptReadyAt { get; init; }

    /// <summary>The full transcript, ready or not; null when there is none. A generated one is written anew with each read.</summary>
    public IReadOnlyList<SimulatedSegment>? Transcript => GivenTranscript ?? Script?.Write(Call.Id);

    /// <summary>What the generated transcript is written from; null when there is none.</summary>
    internal TranscriptScript? Script { get; init; }

    /// <summary>The transcript that a test has set in place of the generated one.</summary>
    internal IReadOnlyList<SimulatedSegment>? GivenTranscript { get; init; }

    /// <summary>From when on the transcript that the API shows is all of it; null when it is from the beginning.</summary>
    public DateTimeOffset? TranscriptWholeAt { get; init; }

    /// <summary>When the call was deleted; null while the API shows it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What the API has ever shown of it.</summary>
    public CallShowings Showings { get; } = new();

    /// <summary>Whether the API shows it although it is dated ahead of now.</summary>
    internal bool IsShownAhead { get; init; }

    /// <summary>Whether the API shows the transcript at <paramref name="now"/>.</summary>
    public bool IsTranscriptReady(DateTimeOffset now) => TranscriptReadyAt <= now;

    /// <summary>Whether the API shows the whole transcript at <paramref name="now"/>.</summary>
    internal bool IsTranscriptWhole(DateTimeOffset now) => IsTranscriptReady(now) && !(TranscriptWholeAt > now);

    /// <summary>The transcript as the API shows it at <paramref name="now"/>: whole, its first half, or none.</summary>
    internal IReadOnlyList<SimulatedSegment>? TranscriptAt(DateTimeOffset now) =>
        !IsTranscriptReady(now) ? null
        : IsTranscriptWhole(now) ? Transcript
        : Transcript is { } whole ? [.. whole.Take((whole.Count + 1) / 2)]
        : null;

    internal bool IsShown(DateTimeOffset now) => IsShownAhead || Call.CreatedAt <= now;
}
