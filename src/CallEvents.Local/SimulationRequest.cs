namespace CallEvents.Local;

/// <summary>The simulated workspace as given on the command line; null where an option is absent.</summary>
internal sealed record SimulationRequest
{
    public int? Calls { get; init; }

    public double? ArrivalsPerMinute { get; init; }

    public TimeSpan? TranscriptDelay { get; init; }

    public long? Seed { get; init; }

    /// <summary>Whether a new workspace has calls that are edited, and calls that get no transcript.</summary>
    public bool HasChanges { get; init; }
}
