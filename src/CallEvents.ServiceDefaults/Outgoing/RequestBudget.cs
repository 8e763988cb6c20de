using System.Threading.RateLimiting;

namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Spaces requests evenly, so that there are never more than so many in a second.</summary>
public sealed class RequestBudget : IDisposable
{
    private readonly TokenBucketRateLimiter limiter;
    private int returned;

    /// <param name="requestsPerSecond">Above 0; may be a fraction.</param>
    public RequestBudget(double requestsPerSecond) =>
        limiter = new TokenBucketRateLimiter(
            new TokenBucketRateLimiterOptions
            {
                // A fuller bucket would allow twice as many in the first second.
                TokenLimit = 1,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1 / requestsPerSecond),
                QueueLimit = int.MaxValue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

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
