using MassTransit;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Configures a subscriber's queue so that it loses nothing.</summary>
public static class SubscriberEndpoint
{
    // Far above any outage: by default RabbitMQ 4 drops a message after 20 redeliveries.
    // https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
    private const int DeliveryLimit = 100_000;

    /// <summary>Makes the queue a replicated, durable quorum queue on RabbitMQ; changes nothing on the in-memory bus.</summary>
    /// <param name="endpoint">The endpoint of a consumer definition.</param>
    /// <param name="concurrency">Messages handled concurrently; twice as many are prefetched.</param>
    /// <param name="oneReplica">
    /// Whether the broker delivers to one replica at a time and keeps the others on stand-by (single active consumer).
    /// </param>
    public static void UseSubscriberQueue(this IReceiveEndpointConfigurator endpoint, int concurrency, bool oneReplica)
    {
        endpoint.ConcurrentMessageLimit = concurrency;
        endpoint.PrefetchCount = concurrency * 2;
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbit)
            return;

        rabbit.SetQuorumQueue();
        rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        if (oneReplica)
            rabbit.SingleActiveConsumer = true;
    }
}
