namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>A downstream that is unavailable: since when, why, and when the next probe is due.</summary>
/// <param name="Since">When the first attempt failed.</param>
/// <param name="SinceTimestamp">The same by the monotonic clock, for durations.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="IsAuthorized">False when the downstream rejects our credentials.</param>
/// <param name="Failures">Consecutive failures, at least one.</param>
/// <param name="NextProbe">When the next probe is due.</param>
public sealed record Outage(
    DateTimeOffset Since,
    long SinceTimestamp,
    string Reason,
    bool IsAuthorized,
    int Failures,
    DateTimeOffset NextProbe
);
