using CallEvents.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Configures the queue of <see cref="RaiseAlertsConsumer"/>, which all replicas share.</summary>
internal sealed class RaiseAlertsConsumerDefinition : ConsumerDefinition<RaiseAlertsConsumer>
{
    public RaiseAlertsConsumerDefinition(IOptions<AlertingOptions> options) => EndpointName = options.Value.QueueName;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RaiseAlertsConsumer> consumerConfigurator,
        IRegistrationContext context
    ) => endpointConfigurator.UseSubscriberQueue<RaiseAlertsConsumer>(context, concurrency: 8, oneReplica: false);
}
