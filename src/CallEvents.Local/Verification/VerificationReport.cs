namespace CallEvents.Local.Verification;

/// <summary>The result of a verification: counts, and the problems found.</summary>
internal sealed record VerificationReport
{
    public required int Calls { get; init; }

    public required int Recorded { get; init; }

    public required int Transcribed { get; init; }

    /// <summary>Transcripts that were not ready in time to be published.</summary>
    public required int PendingTranscripts { get; init; }

    public required int Alerted { get; init; }

    /// <summary>Events published again with another message id.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Expected events, CRM writes and alerts that did not happen.</summary>
    public required int Missing { get; init; }

    /// <summary>The same of the last moments, which the end of the run interrupted.</summary>
    public int Interrupted { get; init; }

    /// <summary>The problems, one sentence each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public bool HasProblems => Problems.Count > 0;
}
