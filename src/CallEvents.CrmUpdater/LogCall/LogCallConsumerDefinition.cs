using CallEvents.ServiceDefaults.Bus;
using MassTransit;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>
/// Configures the queue of <see cref="LogCallConsumer"/>: one active replica, because a CRM's rate limit is far below the throughput
/// of one replica.
/// </summary>
internal sealed class LogCallConsumerDefinition : ConsumerDefinition<LogCallConsumer>
{
    public LogCallConsumerDefinition() => EndpointName = "crm-log-call";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<LogCallConsumer> consumerConfigurator,
        IRegistrationContext context
    ) => endpointConfigurator.UseSubscriberQueue<LogCallConsumer>(context, concurrency: 8, oneReplica: true);
}
