using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Logs calls in the CRM, whichever message tells of them first.</summary>
internal sealed class LogCallConsumer(CallWriter writer, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm)
    : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>
{
    public Task Consume(ConsumeContext<CallRecorded> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscribed> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallUpdated> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    private Task WriteAsync(CallChange change, CancellationToken cancellationToken) =>
        crm.ExecuteAsync(handling => writer.WriteAsync(change, handling), cancellationToken);
}
