using System.Security.Cryptography;
using MassTransit;

namespace CallEvents.Local.WireTap;

/// <summary>A queue of this process alone, which goes with it.</summary>
internal sealed class HearConsumerDefinition : ConsumerDefinition<HearConsumer>
{
    public HearConsumerDefinition()
    {
        EndpointName = $"local-hear-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

        // One at a time, so that the view shows them in the order in which they came.
        ConcurrentMessageLimit = 1;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<HearConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        if (endpointConfigurator is not IRabbitMqReceiveEndpointConfigurator rabbit)
            return;

        // Durable all the same: brokers are about to refuse queues that are neither durable nor exclusive.
        rabbit.AutoDelete = true;
        rabbit.QueueExpiration = TimeSpan.FromMinutes(1);
    }
}
