using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using MassTransit;

namespace CallEvents.Local.WireTap;

/// <summary>Records every published event for the view and for the verification, through a queue of its own.</summary>
internal sealed class WireTapConsumer(ReceivedEvents receivedEvents)
    : IConsumer<CallRecorded>,
        IConsumer<CallTranscribed>,
        IConsumer<CallUpdated>,
        IConsumer<CallTranscriptUnavailable>
{
    public Task Consume(ConsumeContext<CallRecorded> context) =>
        RecordAsync(context, CallEventType.CallRecorded, context.Message.Workspace, context.Message.Origin, context.Message.Call);

    public Task Consume(ConsumeContext<CallTranscribed> context) =>
        RecordAsync(context, CallEventType.CallTranscribed, context.Message.Workspace, context.Message.Origin, context.Message.Call);

    public Task Consume(ConsumeContext<CallUpdated> context) =>
        RecordAsync(context, CallEventType.CallUpdated, context.Message.Workspace, context.Message.Origin, context.Message.Call);

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) =>
        RecordAsync(
            context,
            CallEventType.CallTranscriptUnavailable,
            context.Message.Workspace,
            context.Message.Origin,
            context.Message.Call
        );

    private Task RecordAsync(ConsumeContext context, CallEventType type, string workspace, string origin, Call call)
    {
        // A real broker may carry the events of other pollers too.
        if (workspace == LocalOptions.WorkspaceName)
            receivedEvents.Add(type, context.MessageId ?? default, call.Id, origin, call.Outcome);
        return Task.CompletedTask;
    }
}
