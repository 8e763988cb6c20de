using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>
/// A fact as the ledger keeps it: due until it is told, then without its body. Inserted by the transaction that observed it
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

    /// <summary>The message as JSON, as <see cref="CallEvents.Poller.Ledger.OutboxBody"/> keeps it; erased when the fact is told.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The length of the message as JSON, in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>The W3C trace context of the observation, so that the trace goes on from the poll to the subscribers.</summary>
    public string? TraceParent { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }
}
