using System.Security.Cryptography;
using MassTransit;

namespace CallEvents.Local.WireTap;

/// <summary>Gives the wire tap a temporary queue of its own, deleted with the process.</summary>
internal sealed class WireTapConsumerDefinition : ConsumerDefinition<WireTapConsumer>
{
    public WireTapConsumerDefinition()
    {
        EndpointName = $"local-wire-tap-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

        // One at a time, so that the view shows the events in the order of their arrival.
        ConcurrentMessageLimit = 1;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<WireTapConsumer> consumerConfigurator,
        IRegistrationContext context
    )
    {
        endpointConfigurator.PrefetchCount = 64;
        if (endpointConfigurator is not IRabbitMqReceiveEndpointConfigurator rabbit)
            return;

        // Still durable: future RabbitMQ versions will reject queues that are neither durable nor exclusive.
        rabbit.AutoDelete = true;
        rabbit.QueueExpiration = TimeSpan.FromMinutes(1);
    }
}
