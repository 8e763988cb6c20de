using MassTransit;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The queue of a subscriber, as it has to be so that nothing is lost in it.</summary>
public static class SubscriberEndpoint
{
    // Far above any outage: RabbitMQ 4 drops a message after 20 returns otherwise.
    private const int DeliveryLimit = 100_000;

    /// <summary>Replicated and durable on RabbitMQ; changes nothing on the in-memory bus.</summary>
    /// <param name="endpoint">The endpoint of a consumer definition.</param>
    /// <param name="concurrency">Messages handled at once; twice as many are fetched.</param>
    /// <param name="oneReplica">Whether the broker feeds one replica at a time and keeps the others as stand-by.</param>
    public static void UseSubscriberQueue(this IReceiveEndpointConfigurator endpoint, int concurrency, bool oneReplica)
    {
        endpoint.ConcurrentMessageLimit = concurrency;
        endpoint.PrefetchCount = concurrency * 2;
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbit) return;

        rabbit.SetQuorumQueue();
        rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        if (oneReplica) rabbit.SingleActiveConsumer = true;
    }
}
