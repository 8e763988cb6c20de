namespace CallEvents.Poller.Calls;

/// <summary>All that a decision depends on beside the observation and the state, passed as values.</summary>
internal sealed record ObservationContext
{
    /// <summary>An observation whose request was sent longer ago than this changes no field: later ones are no longer remembered.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    public required string Workspace { get; init; }

    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Calls created before it are not published.</summary>
    public required DateTimeOffset StartFrom { get; init; }

    /// <summary>The first start: calls created before it are backfill.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The lane that sent the request.</summary>
    public required Lane Lane { get; init; }

    /// <summary>Whether a given-up call gets one more check.</summary>
    public bool RetriesGivenUp { get; init; }

    /// <summary>When transcripts are checked.</summary>
    public required TranscriptOptions Schedule { get; init; }

    /// <summary>The key of the fingerprints of redacted calls.</summary>
    public required FingerprintKey FingerprintKey { get; init; }

    /// <summary>From 0 to 1: spreads the next checks of calls that appeared together.</summary>
    public double Jitter { get; init; }
}
