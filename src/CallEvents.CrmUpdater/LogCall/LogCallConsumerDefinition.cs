using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>
/// Configures the queue of <see cref="LogCallConsumer"/>: one active replica, because a CRM's rate limit is far below the throughput
/// of one replica.
/// </summary>
/// <remarks>
/// As many messages at a time as three batches take: one is under way, and the next is chosen from the others. With those of one batch
/// only, each full batch would be followed by one of the single message that could be received meanwhile; with those of two, new calls
/// and transcripts would share batches, which need the requests of both.
/// </remarks>
internal sealed class LogCallConsumerDefinition : ConsumerDefinition<LogCallConsumer>
{
    private readonly int maxBatch;

    public LogCallConsumerDefinition(IOptions<CrmOptions> options)
    {
        EndpointName = options.Value.QueueName;
        maxBatch = options.Value.MaxBatch;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<LogCallConsumer> consumerConfigurator,
        IRegistrationContext context
    ) =>
        endpointConfigurator.UseSubscriberQueue<LogCallConsumer>(
            context,
            concurrency: 3 * maxBatch,
            oneReplica: true,
            prefetch: 3 * maxBatch
        );
}
