using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Logs calls in the CRM, whichever message tells of them first.</summary>
internal sealed class LogCallConsumer(CallWriter writer, [FromKeyedServices(CrmReadiness.OtherSideName)] OtherSide crm)
    : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>
{
    public Task Consume(ConsumeContext<CallRecorded> context) => WriteAsync(CallNews.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscribed> context) => WriteAsync(CallNews.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallUpdated> context) => WriteAsync(CallNews.Of(context.Message), context.CancellationToken);

    private Task WriteAsync(CallNews news, CancellationToken cancellationToken) =>
        crm.TalkAsync(handling => writer.WriteAsync(news, handling), cancellationToken);
}
