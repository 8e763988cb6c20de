using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>Which pending events to read next.</summary>
internal sealed record OutboxQuery
{
    /// <summary>The types that queues are bound for: their circuit is closed.</summary>
    public IReadOnlyCollection<CallEventType> Routable { get; init; } = [];

    /// <summary>The types whose circuit is open and whose probe is due: of these, only the oldest event of the most urgent lane.</summary>
    public IReadOnlyCollection<CallEventType> Probing { get; init; } = [];

    /// <summary>Ids of events that are not tried now.</summary>
    public IReadOnlyCollection<long> Parked { get; init; } = [];

    /// <summary>Ids of events that were published a moment ago and whose commit may still be under way.</summary>
    public IReadOnlySet<long> Unacknowledged { get; init; } = new HashSet<long>();
}
