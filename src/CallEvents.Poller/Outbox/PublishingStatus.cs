using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>How telling goes: since when it fails, and which types nobody subscribes to.</summary>
internal sealed class PublishingStatus
{
    private readonly ConcurrentDictionary<CallEventType, byte> unroutable = new();
    private readonly long[] published = new long[Enum.GetValues<CallEventType>().Length];

    /// <summary>Since when no publish succeeded though there were some to make; null while they do.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The types that wait because nobody subscribes to them.</summary>
    public IReadOnlyCollection<CallEventType> UnroutableTypes => [.. unroutable.Keys.Order()];

    public long Published(CallEventType type) => Interlocked.Read(ref published[(int)type]);

    public void RecordPublished(CallEventType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref published[(int)type]);
    }

    public void RecordFailure(DateTimeOffset now) => FailingSince ??= now;

    /// <summary>Whether this is news.</summary>
    public bool MarkUnroutable(CallEventType type) => unroutable.TryAdd(type, 0);

    public bool MarkRoutable(CallEventType type) => unroutable.TryRemove(type, out _);
}
