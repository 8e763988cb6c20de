using System.Threading.RateLimiting;

namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Limits the rate of requests to so many in a second.</summary>
public sealed class RequestBudget : IDisposable
{
    private readonly TokenBucketRateLimiter limiter;
    private int returned;

    private RequestBudget(int burst, int tokens, double requestsPerSecond) =>
        limiter = new TokenBucketRateLimiter(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = tokens,
                ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / requestsPerSecond),
                QueueLimit = int.MaxValue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    /// <summary>Spaces requests evenly: a fuller bucket would allow twice as many in the first second.</summary>
    /// <param name="requestsPerSecond">Above 0; may be a fraction.</param>
    public static RequestBudget Even(double requestsPerSecond) => new(burst: 1, tokens: 1, requestsPerSecond);

    /// <summary>A second's requests may leave in one go.</summary>
    /// <param name="requestsPerSecond">Above 0; may be a fraction.</param>
    public static RequestBudget Bursts(double requestsPerSecond)
    {
        // A tenth of a second's worth at a time, since timers are no finer than milliseconds.
        var tokens = Math.Max(1, (int)(requestsPerSecond / 10));
        return new RequestBudget(burst: Math.Max(tokens, (int)requestsPerSecond), tokens, requestsPerSecond);
    }

    /// <summary>Waits until a request may be sent.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        if (TryTakeReturned())
            return;
        using var lease = await limiter.AcquireAsync(1, cancellationToken);
    }

    /// <summary>Gives the permit of a request back that was not sent after all.</summary>
    public void Return() => Interlocked.Increment(ref returned);

    public void Dispose() => limiter.Dispose();

    private bool TryTakeReturned()
    {
        for (var found = Volatile.Read(ref returned); found > 0; found = Volatile.Read(ref returned))
        {
            if (Interlocked.CompareExchange(ref returned, found - 1, found) == found)
                return true;
        }

        return false;
    }
}
