namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>An outage that is over.</summary>
/// <param name="Duration">From its first failure to the first success after its last one.</param>
/// <param name="Failures">How many operations failed.</param>
public readonly record struct EndedOutage(TimeSpan Duration, int Failures);
