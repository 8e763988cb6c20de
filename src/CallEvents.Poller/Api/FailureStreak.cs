using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Api;

/// <summary>
/// Failures in a row, whoever asked, and the delays that follow. Requests that were under way together fail together: that
/// is one failure, and a single bad moment costs one delay, not eight doublings.
/// </summary>
internal sealed class FailureStreak(ExponentialBackoff backoff, int tolerated, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly HashSet<string> calls = new(StringComparer.Ordinal);
    private long lastFailure = long.MinValue;
    private int failures;

    /// <summary>
    /// The delay after the failure of a request that was sent then, about this call or about none. No delay: it is one of the
    /// first, that are free, or it is no news. A call that fails again says nothing about the others.
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
