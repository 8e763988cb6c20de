using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Finds the name of a subscriber's queue without starting its bus.</summary>
public static class SubscriberQueueName
{
    /// <summary>The name that the definition of the consumer gives to its queue.</summary>
    public static string QueueOf<TConsumer>(this IServiceProvider services)
        where TConsumer : class, IConsumer =>
        services.GetRequiredService<IConsumerDefinition<TConsumer>>().GetEndpointName(DefaultEndpointNameFormatter.Instance);
}
