namespace CallEvents.Local.Verification;

/// <summary>How a run went, in numbers and, where something was lost, in words.</summary>
internal sealed record Verdict
{
    public required int Shown { get; init; }

    public required int Recorded { get; init; }

    public required int Transcribed { get; init; }

    /// <summary>Transcripts that were not ready in time to be told.</summary>
    public required int NotReady { get; init; }

    public required int Alerted { get; init; }

    /// <summary>Events told again under another id.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Events, writes and alerts that should be there.</summary>
    public required int Missing { get; init; }

    /// <summary>What is wrong, one sentence each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public bool Lost => Problems.Count > 0;
}
