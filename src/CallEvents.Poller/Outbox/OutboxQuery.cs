using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>Selects the events that <see cref="OutboxReader"/> reads.</summary>
internal sealed record OutboxQuery
{
    /// <summary>The types whose circuit is closed: all of their events are read.</summary>
    public IReadOnlyCollection<CallEventType> Routable { get; init; } = [];

    /// <summary>The types of which only the first event is read: the oldest of the most urgent lane.</summary>
    public IReadOnlyCollection<CallEventType> Probing { get; init; } = [];

    /// <summary>The ids of parked events, which are not read.</summary>
    public IReadOnlyCollection<long> Parked { get; init; } = [];

    /// <summary>The ids of published events whose commit may still be pending; they are not read again.</summary>
    public IReadOnlySet<long> Unacknowledged { get; init; } = new HashSet<long>();
}
