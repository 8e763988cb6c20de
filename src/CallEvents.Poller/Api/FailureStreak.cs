using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Api;

/// <summary>
/// Consecutive failures of all lanes, and the delays that follow. Requests that were under way at the same time fail together: that is one
/// failure, and a single bad moment costs one delay, not eight doublings.
/// </summary>
internal sealed class FailureStreak(ExponentialBackoff backoff, int tolerated, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly HashSet<string> calls = new(StringComparer.Ordinal);
    private long lastFailure = long.MinValue;
    private int failures;

    /// <summary>
    /// The delay after the failure of a request sent at that time, about this call or about none. Zero: it is one of the tolerated first
    /// failures, or it is already counted. A call that fails again is no sign that others do.
    /// </summary>
    public TimeSpan Record(long sentAt, string? callId = null)
    {
        lock (sync)
        {
            if (sentAt < lastFailure || (callId is not null && !calls.Add(callId)))
                return TimeSpan.Zero;
            lastFailure = time.GetTimestamp();
            return failures++ < tolerated ? TimeSpan.Zero : backoff.Next();
        }
    }

    /// <summary>Whether a failure was recorded after that time: the success of a request sent then is older news.</summary>
    public bool HasFailedSince(long sentAt)
    {
        lock (sync)
            return sentAt < lastFailure;
    }

    public void Reset()
    {
        lock (sync)
        {
            failures = 0;
            calls.Clear();
            backoff.Reset();
        }
    }
}
