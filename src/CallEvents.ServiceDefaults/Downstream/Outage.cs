namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>A downstream that is unavailable: since when, why, and when the next probe is due.</summary>
/// <param name="Since">When the first attempt failed.</param>
/// <param name="SinceTimestamp">The same by the monotonic clock, for durations.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="Kind">What kind of outage it is.</param>
/// <param name="Failures">Consecutive failures, at least one.</param>
/// <param name="NextProbe">When the next probe is due.</param>
public sealed record Outage(
    DateTimeOffset Since,
    long SinceTimestamp,
    string Reason,
    OutageKind Kind,
    int Failures,
    DateTimeOffset NextProbe
)
{
    /// <summary>Whether an operator has to act.</summary>
    public bool NeedsOperator => Kind is not OutageKind.Unavailable;

    /// <summary>Whether the downstream's probe shows when it is over; else a message has to be tried.</summary>
    internal bool EndsWithProbe { get; init; }
}
