using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Logs calls in the CRM, in any order of their messages.</summary>
internal sealed class LogCallConsumer(
    CallWriter writer,
    CrmMetrics metrics,
    [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm
) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>
{
    public Task Consume(ConsumeContext<CallRecorded> context)
    {
        var message = context.Message;
        return WriteAsync(context, CallChange.Of(message), new(nameof(CallRecorded), message.Origin, message.ObservedAt));
    }

    public Task Consume(ConsumeContext<CallTranscribed> context)
    {
        var message = context.Message;
        return WriteAsync(context, CallChange.Of(message), new(nameof(CallTranscribed), message.Origin, message.ObservedAt));
    }

    public Task Consume(ConsumeContext<CallUpdated> context)
    {
        var message = context.Message;
        return WriteAsync(context, CallChange.Of(message), new(nameof(CallUpdated), message.Origin, message.ObservedAt));
    }

    private Task WriteAsync(ConsumeContext context, CallChange change, ReceivedMessage message) =>
        metrics.Messages.RecordAsync(
            message,
            async () =>
                await crm.ExecuteAsync(token => writer.WriteAsync(change, token), context.CancellationToken) == DownstreamResult.Skipped
                    ? MessageOutcome.Skipped
                    : MessageOutcome.Handled
        );
}
