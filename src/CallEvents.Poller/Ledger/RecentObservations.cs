using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// When the last response about each call was requested, for the short time in which an older response may still be under way. Most
/// responses change nothing: storing each of them would rewrite the last hours with every poll.
/// </summary>
internal sealed class RecentObservations
{
    // By the hash of the id: should two calls share one, an edit may be noticed only by the next re-read. In UTC ticks. Two generations, of
    // the current minute and the one before: a busy minute has tens of thousands, and keeping their order would double the memory.
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
        if ((now - since).Duration() > ObservationContext.MaxAge)
        {
            // Older entries are no longer needed; entries in the future were recorded by a fast clock that has been corrected since.
            previous = now > since && now - since <= 2 * ObservationContext.MaxAge ? current : [];
            (current, since) = (new Dictionary<int, long>(previous.Count), now);
        }

        current[callId.GetHashCode(StringComparison.Ordinal)] = sentAt.UtcTicks;
    }
}
