namespace CallEvents.Poller.Ledger;

/// <summary>
/// When calls were last answered, for the short time in which an older answer may still be on its way. Most answers change
/// nothing: to note them in the ledger would rewrite the last hours with every poll.
/// </summary>
internal sealed class RecentObservations
{
    /// <summary>An answer that needs longer from its request to its commit changes no field: what came meanwhile is forgotten.</summary>
    public static readonly TimeSpan RetentionTime = TimeSpan.FromMinutes(1);

    // By hash: should two calls share one, an edit may be noticed by the next re-read only. In UTC ticks. Those of the minute that runs
    // and of the one before it: a busy minute notes tens of thousands, and to know their order would take as much memory again.
    private Dictionary<int, long> current = [];
    private Dictionary<int, long> previous = [];
    private DateTimeOffset since;

    public DateTimeOffset? Find(string callId)
    {
        var call = callId.GetHashCode(StringComparison.Ordinal);
        return current.TryGetValue(call, out var at) || previous.TryGetValue(call, out at) ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    public void Record(string callId, DateTimeOffset sentAt, DateTimeOffset now)
    {
        if ((now - since).Duration() > RetentionTime)
        {
            // Nobody asks for what is older by now, or was noted by a clock that was ahead and has been corrected since.
            previous = now > since && now - since <= 2 * RetentionTime ? current : [];
            (current, since) = (new Dictionary<int, long>(previous.Count), now);
        }

        current[callId.GetHashCode(StringComparison.Ordinal)] = sentAt.UtcTicks;
    }
}
