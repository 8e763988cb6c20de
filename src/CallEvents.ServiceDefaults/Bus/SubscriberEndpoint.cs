using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Configures a subscriber's queue so that it loses nothing.</summary>
public static class SubscriberEndpoint
{
    // Far above any outage: by default RabbitMQ 4 drops a message after 20 redeliveries.
    // https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
    private const int DeliveryLimit = 100_000;

    /// <summary>
    /// Makes the queue a replicated, durable quorum queue on RabbitMQ, and keeps it bound; changes nothing on the in-memory bus.
    /// </summary>
    /// <param name="endpoint">The endpoint of a consumer definition.</param>
    /// <param name="context">The bus's registrations.</param>
    /// <param name="concurrency">Messages handled concurrently.</param>
    /// <param name="oneReplica">
    /// Whether the broker delivers to one replica at a time and keeps the others on stand-by (single active consumer).
    /// </param>
    /// <param name="prefetch">Messages held, those that are handled included; null: twice the concurrency.</param>
    public static void UseSubscriberQueue<TConsumer>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext context,
        int concurrency,
        bool oneReplica,
        int? prefetch = null
    )
        where TConsumer : class, IConsumer
    {
        endpoint.ConcurrentMessageLimit = concurrency;
        endpoint.PrefetchCount = prefetch ?? concurrency * 2;
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbit)
            return;

        rabbit.SetQuorumQueue();
        rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        if (oneReplica)
            rabbit.SingleActiveConsumer = true;

        rabbit.ConfigureConsumeTopology = false;
        var bindings = new SubscriberBindings(
            rabbit,
            ExchangesOf(typeof(TConsumer)),
            context.GetRequiredService<IOptions<SubscriberOptions>>().Value.BindingInterval,
            context.GetService<TimeProvider>() ?? TimeProvider.System,
            context.GetRequiredService<ILogger<SubscriberBindings>>()
        );
        rabbit.ConfigureChannel(pipe => pipe.UseFilter(bindings));
    }

    /// <summary>The exchanges of the messages that a consumer handles, as MassTransit names them.</summary>
    private static List<string> ExchangesOf(Type consumer)
    {
        var names = new RabbitMqMessageNameFormatter();
        return
        [
            .. consumer
                .GetInterfaces()
                .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
                .Select(type => names.GetMessageName(type.GetGenericArguments()[0]).ToString()),
        ];
    }
}
