using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Logs calls in the CRM, in any order of their messages.</summary>
internal sealed class LogCallConsumer(CallWriter writer, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm)
    : IConsumer<CallRecorded>,
        IConsumer<CallTranscribed>,
        IConsumer<CallUpdated>
{
    public Task Consume(ConsumeContext<CallRecorded> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscribed> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallUpdated> context) => WriteAsync(CallChange.Of(context.Message), context.CancellationToken);

    private Task WriteAsync(CallChange change, CancellationToken cancellationToken) =>
        crm.ExecuteAsync(token => writer.WriteAsync(change, token), cancellationToken);
}
