namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>
/// Decides what is logged of an outage: the first failure of each kind, and the end. What lies between is counted. An outage in which
/// some operations succeed is one outage: it ends with a success that no failure followed for a while.
/// </summary>
/// <param name="settleTime">How long no operation may have failed when a success ends the outage.</param>
/// <param name="time">The clock.</param>
public sealed class OutageCounter(TimeSpan settleTime, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly HashSet<string> kinds = new(StringComparer.Ordinal);
    private int failures;
    private long firstFailure;
    private long lastFailure;
    private long? firstSuccess;

    /// <summary>Counts a failure.</summary>
    /// <param name="kind">What failed: a constant, of which few exist.</param>
    /// <returns>Whether it is the first of its kind in this outage, and is to be logged.</returns>
    public bool RecordFailure(string kind = "")
    {
        lock (sync)
        {
            lastFailure = time.GetTimestamp();
            if (failures++ == 0)
                firstFailure = lastFailure;
            firstSuccess = null;
            return kinds.Add(kind);
        }
    }

    /// <summary>Records that an operation succeeded.</summary>
    /// <returns>The outage that has ended with it, to be logged; null when there was none, or it may not be over.</returns>
    public EndedOutage? RecordSuccess()
    {
        lock (sync)
        {
            if (failures == 0)
                return null;
            firstSuccess ??= time.GetTimestamp();
            return RecordIdle();
        }
    }

    /// <summary>Records that there is nothing to do: an outage may have ended with an earlier success.</summary>
    /// <returns>As <see cref="RecordSuccess"/>.</returns>
    public EndedOutage? RecordIdle()
    {
        lock (sync)
        {
            if (firstSuccess is not { } success || time.GetElapsedTime(lastFailure) < settleTime)
                return null;
            var ended = new EndedOutage(time.GetElapsedTime(firstFailure, success), failures);
            (failures, firstSuccess) = (0, null);
            kinds.Clear();
            return ended;
        }
    }
}
