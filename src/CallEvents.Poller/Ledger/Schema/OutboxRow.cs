using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>
/// An event in the outbox: pending until it is published or discarded, then without its body. Inserted by the transaction that observes it
/// and never altered, so that a publish repeated after a crash has the same id and the same content.
/// </summary>
internal sealed record OutboxRow
{
    public long Id { get; init; }

    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    public required long Revision { get; init; }

    public required CallEventType Type { get; init; }

    public required Guid MessageId { get; init; }

    public required Lane Lane { get; init; }

    public required string Origin { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The serialized message, compressed; erased when the event is settled.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The length of the message as JSON, in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>The W3C trace context of the observation, which continues the trace from the poll to the subscribers.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The replay job that it belongs to; null for an event that was observed.</summary>
    public long? Job { get; init; }

    /// <summary>The only queue that it is sent to, by its name; null for all that are bound.</summary>
    public string? Queue { get; init; }

    /// <summary>When the broker had confirmed it.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>The replica that published or discarded it; null in a row that an earlier version has settled.</summary>
    public string? SettledBy { get; set; }

    /// <summary>
    /// When the broker had returned it as unroutable and its type was not waited for (<c>Publishing:RequireSubscriber</c>).
    /// </summary>
    public DateTimeOffset? DiscardedAt { get; set; }

    /// <summary>Whether it is neither published nor discarded.</summary>
    public bool IsPending => PublishedAt is null && DiscardedAt is null;
}
