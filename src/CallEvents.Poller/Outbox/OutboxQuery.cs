using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>Which pending events to read next.</summary>
internal sealed record OutboxQuery
{
    /// <summary>The types that queues are bound for: their circuit is closed.</summary>
    public IReadOnlyCollection<CallEventType> Routable { get; init; } = [];

    /// <summary>The types whose circuit is open and whose probe is due: of these, only the oldest event of the most urgent lane.</summary>
    public IReadOnlyCollection<CallEventType> Probing { get; init; } = [];

    /// <summary>Ids of events that are not sent with others now: they failed by themselves, or were just tried.</summary>
    public IReadOnlyCollection<long> Excluded { get; init; } = [];

    /// <summary>The only event to read, although it is among <see cref="Excluded"/>.</summary>
    public long? Only { get; init; }

    /// <summary>Whether only the first of the events is read.</summary>
    public bool IsOneAtATime { get; init; }

    /// <summary>Ids of events that were published a moment ago and whose commit may still be under way.</summary>
    public IReadOnlySet<long> Unacknowledged { get; init; } = new HashSet<long>();
}
