using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using MassTransit;

namespace CallEvents.Local.WireTap;

/// <summary>A subscriber like any other, which only listens.</summary>
internal sealed class HearConsumer(Heard heard)
    : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    public Task Consume(ConsumeContext<CallRecorded> context) =>
        HearAsync(context, CallEventType.CallRecorded, context.Message.Workspace, context.Message.Call, context.Message.Origin);

    public Task Consume(ConsumeContext<CallTranscribed> context) =>
        HearAsync(context, CallEventType.CallTranscribed, context.Message.Workspace, context.Message.Call, context.Message.Origin);

    public Task Consume(ConsumeContext<CallUpdated> context) =>
        HearAsync(context, CallEventType.CallUpdated, context.Message.Workspace, context.Message.Call, context.Message.Origin);

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) =>
        HearAsync(context, CallEventType.CallTranscriptUnavailable, context.Message.Workspace, context.Message.Call, context.Message.Origin);

    private Task HearAsync(ConsumeContext context, CallEventType type, string workspace, Call call, string origin)
    {
        // A real broker may carry the events of other pollers too.
        if (workspace == Revont.IRevont.Workspace)
            heard.Add(type, context.MessageId ?? default, call.Id, origin, call.Outcome);
        return Task.CompletedTask;
    }
}
