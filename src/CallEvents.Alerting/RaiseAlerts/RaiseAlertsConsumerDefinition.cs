using CallEvents.ServiceDefaults.Bus;
using MassTransit;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Configures the queue of <see cref="RaiseAlertsConsumer"/>, which all replicas share.</summary>
internal sealed class RaiseAlertsConsumerDefinition : ConsumerDefinition<RaiseAlertsConsumer>
{
    public RaiseAlertsConsumerDefinition() => EndpointName = "alerting-raise-alerts";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RaiseAlertsConsumer> consumerConfigurator,
        IRegistrationContext context
    ) => endpointConfigurator.UseSubscriberQueue<RaiseAlertsConsumer>(context, concurrency: 8, oneReplica: false);
}
