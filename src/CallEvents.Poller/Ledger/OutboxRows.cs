using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>Creates rows of the outbox.</summary>
internal static class OutboxRows
{
    /// <param name="callEvent">The event.</param>
    /// <param name="traceParent">The W3C trace context of the commit that records it.</param>
    public static OutboxRow Of(CallEvent callEvent, string? traceParent)
    {
        var (body, size) = OutboxBody.Encode(callEvent.Message);
        return new OutboxRow
        {
            Workspace = callEvent.Workspace,
            CallId = callEvent.CallId,
            Revision = callEvent.Revision,
            Type = callEvent.Type,
            MessageId = MessageIds.Message(callEvent.Workspace, callEvent.CallId, callEvent.Type, callEvent.Revision),
            Lane = callEvent.Lane,
            Origin = callEvent.Lane.Origin(),
            ObservedAt = callEvent.ObservedAt,
            Body = body,
            Size = size,
            TraceParent = traceParent,
            Job = callEvent.Replay?.Job,
            Queue = callEvent.Replay?.Queue,
        };
    }
}
