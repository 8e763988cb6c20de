namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>Growing delays after failures in a row: doubling, with jitter, up to a ceiling.</summary>
public sealed class ExponentialBackoff(TimeSpan first, TimeSpan max)
{
    private int failures;

    public TimeSpan Next()
    {
        var count = Math.Min(Interlocked.Increment(ref failures), 32);
        var delay = Math.Min(first.TotalSeconds * Math.Pow(2, count - 1), max.TotalSeconds);

        // Upwards only, so that the first delay is a floor, and never above the ceiling.
        return TimeSpan.FromSeconds(Math.Min(delay * (1 + 0.25 * Random.Shared.NextDouble()), max.TotalSeconds));
    }

    public void Reset() => Interlocked.Exchange(ref failures, 0);
}
