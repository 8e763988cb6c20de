using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>How publishing goes: what was published, since when it fails, and which types are unroutable.</summary>
internal sealed class PublishingStatus
{
    private readonly ConcurrentDictionary<CallEventType, byte> unroutable = new();
    private readonly long[] published = new long[Enum.GetValues<CallEventType>().Length];
    private readonly long[] discarded = new long[Enum.GetValues<CallEventType>().Length];

    /// <summary>Since when no publish has succeeded; null while publishes succeed, or there is nothing to publish.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The types that wait because no queue is bound for them.</summary>
    public IReadOnlyCollection<CallEventType> UnroutableTypes => [.. unroutable.Keys.Order()];

    /// <summary>Events of the type published by this process.</summary>
    public long Published(CallEventType type) => Interlocked.Read(ref published[(int)type]);

    /// <summary>Events of the type discarded by this process.</summary>
    public long Discarded(CallEventType type) => Interlocked.Read(ref discarded[(int)type]);

    public void RecordPublished(CallEventType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref published[(int)type]);
    }

    public void RecordDiscarded(CallEventType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref discarded[(int)type]);
    }

    /// <summary>Forgets failures and unroutable types: the next holder of the lease publishes what is pending.</summary>
    public void Reset()
    {
        FailingSince = null;
        unroutable.Clear();
    }

    public void RecordFailure(DateTimeOffset now) => FailingSince ??= now;

    /// <returns>Whether it was routable before.</returns>
    public bool MarkUnroutable(CallEventType type) => unroutable.TryAdd(type, 0);

    /// <returns>Whether it was unroutable before.</returns>
    public bool MarkRoutable(CallEventType type) => unroutable.TryRemove(type, out _);
}
