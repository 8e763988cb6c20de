using CallEvents.ServiceDefaults.Bus;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>The queue of <see cref="LogCallConsumer"/>: one replica at a time, since a CRM's own limit is far below what one does.</summary>
internal sealed class LogCallConsumerDefinition : ConsumerDefinition<LogCallConsumer>
{
    public LogCallConsumerDefinition() => EndpointName = "crm-log-call";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<LogCallConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseSubscriberQueue(concurrency: 8, oneReplica: true);
}
