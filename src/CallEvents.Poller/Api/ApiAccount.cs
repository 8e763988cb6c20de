using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Api;

/// <summary>
/// What all requests for one workspace share, for as long as the process runs, independently of leases: key, rate limit, clock, health and
/// consecutive failures.
/// </summary>
internal sealed class ApiAccount(
    string workspace,
    string apiKey,
    Func<string?> readKey,
    RevontOptions options,
    TimeProvider time,
    Random random
) : IDisposable
{
    private const double MaxJitter = 0.25;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private long answeredRequests;

    public string Workspace => workspace;

    /// <summary>A secret: never in a log, span or exception.</summary>
    public string ApiKey { get; private set; } = apiKey;

    public ApiRateLimiter Limiter { get; } = new(options.RequestsPerSecond, options.MaxConcurrency, time);

    public ServerClock Clock { get; } = new(time);

    public ApiHealth Health { get; } = new();

    public ThrottledTime Throttled { get; } = new(time);

    /// <summary>
    /// A first failure may be chance, or the trouble of one call or one slice: its request is tried again later, and the others continue.
    /// </summary>
    public FailureStreak Outages { get; } = new(new ExponentialBackoff(TimeSpan.FromSeconds(1), MaxDelay, random), tolerated: 1, time);

    public FailureStreak Throttles { get; } = new(new ExponentialBackoff(TimeSpan.FromSeconds(1), MaxDelay, random), tolerated: 0, time);

    public FailureStreak Rejections { get; } = new(new ExponentialBackoff(TimeSpan.FromSeconds(5), MaxDelay, random), tolerated: 0, time);

    /// <summary>How many requests the API has answered so far.</summary>
    public long AnsweredRequests => Interlocked.Read(ref answeredRequests);

    /// <summary>Reads the key again from where it is configured.</summary>
    /// <returns>Whether it is another one now.</returns>
    public bool RenewKey()
    {
        if (readKey() is not { } key || key == ApiKey)
            return false;
        ApiKey = key;
        return true;
    }

    /// <summary>Adds to a delay, so that requests that failed together are not repeated together.</summary>
    public TimeSpan AddJitter(TimeSpan delay) => delay * (1 + (MaxJitter * random.NextDouble()));

    /// <summary>The response to a request sent before the key was rejected does not show that it is accepted again.</summary>
    public void RecordSuccess(long sentAt)
    {
        Interlocked.Increment(ref answeredRequests);
        Outages.Reset();
        Throttles.Reset();
        if (Rejections.HasFailedSince(sentAt))
            return;
        Rejections.Reset();
        Health.RecordSuccess(time.GetUtcNow());
    }

    public void Dispose() => Limiter.Dispose();
}
