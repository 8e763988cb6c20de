using System.Collections.Concurrent;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Outbox;

/// <summary>How publishing goes: what was published, since when it fails, and which types are unroutable.</summary>
internal sealed class PublishingStatus
{
    private readonly ConcurrentDictionary<CallEventType, byte> unroutable = new();
    private readonly long[] published = new long[Enum.GetValues<CallEventType>().Length];
    private readonly long[] discarded = new long[Enum.GetValues<CallEventType>().Length];

    /// <summary>Since when no publish has succeeded; null while publishes succeed, or there is nothing to publish.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The error of the last publish that failed since then.</summary>
    public string? LastError { get; private set; }

    /// <summary>The types that wait because no queue is bound for them.</summary>
    public IReadOnlyCollection<CallEventType> UnroutableTypes => [.. unroutable.Keys.Order()];

    /// <summary>The events that the broker refuses, while it accepts others.</summary>
    public IReadOnlyList<RefusedEvent> RefusedEvents { get; set; } = [];

    /// <summary>Events of the type published by this process.</summary>
    public long Published(CallEventType type) => Interlocked.Read(ref published[(int)type]);

    /// <summary>Events of the type discarded by this process.</summary>
    public long Discarded(CallEventType type) => Interlocked.Read(ref discarded[(int)type]);

    public void RecordPublished(CallEventType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref published[(int)type]);
    }

    /// <summary>The broker answers.</summary>
    public void RecordRecovered() => FailingSince = null;

    public void RecordDiscarded(CallEventType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref discarded[(int)type]);
    }

    /// <summary>Forgets failures, refused events and unroutable types: the next holder of the lease publishes what is pending.</summary>
    public void Reset()
    {
        FailingSince = null;
        RefusedEvents = [];
        unroutable.Clear();
    }

    public void RecordFailure(DateTimeOffset now, string error) => (FailingSince, LastError) = (FailingSince ?? now, error);

    /// <returns>Whether it was routable before.</returns>
    public bool MarkUnroutable(CallEventType type) => unroutable.TryAdd(type, 0);

    /// <returns>Whether it was unroutable before.</returns>
    public bool MarkRoutable(CallEventType type) => unroutable.TryRemove(type, out _);
}
