using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>
/// An event in the outbox: pending until it is published or discarded, then without its body. Inserted by the transaction that observes it
/// and never altered, so that a publish repeated after a crash has the same id and the same content.
/// </summary>
internal sealed class OutboxRow
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

    /// <summary>When the broker had confirmed it.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>
    /// When the broker had returned it as unroutable and its type was not waited for (<c>Publishing:RequireSubscriber</c>).
    /// </summary>
    public DateTimeOffset? DiscardedAt { get; set; }
}
