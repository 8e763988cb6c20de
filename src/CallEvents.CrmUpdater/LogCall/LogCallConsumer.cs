using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Logs calls in the CRM, in any order of their messages.</summary>
internal sealed class LogCallConsumer(
    CallBatcher batcher,
    CrmMetrics metrics,
    IOptions<CrmOptions> options,
    [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm
) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    public Task Consume(ConsumeContext<CallRecorded> context) => WriteAsync(context, CallChange.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscribed> context) => WriteAsync(context, CallChange.Of(context.Message));

    public Task Consume(ConsumeContext<CallUpdated> context) => WriteAsync(context, CallChange.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) => WriteAsync(context, CallChange.Of(context.Message));

    private Task WriteAsync<T>(ConsumeContext<T> context, CallChange change)
        where T : class =>
        metrics.Messages.RecordAsync(
            new ReceivedMessage(typeof(T).Name, change.Origin, change.ObservedAt),
            () => WriteAsync(change, context.CancellationToken)
        );

    private async Task<MessageOutcome> WriteAsync(CallChange change, CancellationToken cancellationToken)
    {
        if (!options.Value.Concerns(change.Workspace, change.Call.CreatedAt))
        {
            metrics.MessageIgnored();
            return MessageOutcome.Ignored;
        }

        switch (await crm.ExecuteAsync((failures, token) => batcher.WriteAsync(change, failures, token), cancellationToken))
        {
            case DownstreamResult.RejectedResult rejected:
                metrics.MessageRejected(rejected.Code);
                throw new MessageRejectedException(rejected.Reason);
            case var result when result == DownstreamResult.Skipped:
                metrics.MessageSkipped();
                return MessageOutcome.Skipped;
            default:
                metrics.MessageHandled();
                return MessageOutcome.Handled;
        }
    }
}
