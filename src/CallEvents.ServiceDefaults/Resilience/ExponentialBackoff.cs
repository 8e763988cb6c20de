namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>Delays after consecutive failures: doubling from a first delay up to a maximum, with jitter.</summary>
/// <param name="first">The delay after the first failure: a lower bound, since jitter only adds to it.</param>
/// <param name="max">The longest delay, jitter included.</param>
/// <param name="random">The source of the jitter.</param>
public sealed class ExponentialBackoff(TimeSpan first, TimeSpan max, Random random)
{
    private const double MaxJitter = 0.25;

    private int failures;

    /// <summary>The delay after one more failure.</summary>
    public TimeSpan Next()
    {
        var delay = Delay(Interlocked.Increment(ref failures), first, max) * (1 + (MaxJitter * random.NextDouble()));
        return delay < max ? delay : max;
    }

    /// <summary>Starts over with the first delay.</summary>
    public void Reset() => Interlocked.Exchange(ref failures, 0);

    /// <summary>The delay after so many consecutive failures, without jitter.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="first">The delay after the first failure.</param>
    /// <param name="max">The longest delay.</param>
    public static TimeSpan Delay(int failures, TimeSpan first, TimeSpan max)
    {
        // Capped before it is multiplied: a TimeSpan overflows after some fifty doublings.
        var factor = Math.Pow(2, Math.Min(failures - 1, 1_000));
        return factor < max / first ? first * factor : max;
    }
}
