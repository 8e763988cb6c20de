using System.Globalization;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Bus;
using RabbitMQ.Client;

namespace CallEvents.Poller.Outbox;

/// <summary>Sends the events of a replay to the one queue that it is for: the same message as on the bus, to the queue's name.</summary>
internal sealed class QueueSender(IServiceProvider services, TimeProvider time) : IQueueSender
{
    private const string NoBroker = "replay --queue: found no RabbitMQ, expected a poller that publishes to RabbitMQ";

    public async Task<string?> FindProblemAsync(string queue, CancellationToken cancellationToken)
    {
        if (services.GetService<QueuePublisher>() is not { } publisher)
            return NoBroker;
        try
        {
            return await publisher.ExistsAsync(queue, cancellationToken) ? null : NoQueue(queue);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The broker is away: the first event will show it.
            return null;
        }
    }

    public async Task<(PublishResult Result, string? Error)> SendAsync(
        OutboxRow message,
        string? traceParent,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<QueuePublisher>() is not { } publisher)
            return (PublishResult.Undeliverable, NoBroker);
        var queue = message.Queue!;
        var now = time.GetUtcNow();
        return await publisher.PublishAsync(queue, Properties(message, traceParent, now), Body(message, now), cancellationToken) switch
        {
            QueuePublishResult.Confirmed => (PublishResult.Confirmed, null),
            QueuePublishResult.NoQueue => (PublishResult.Undeliverable, NoQueue(queue)),
            _ => (
                PublishResult.Undeliverable,
                $"replay --queue: the broker does not permit it, expected write permission on 'amq.default' for user '{publisher.UserName}'"
            ),
        };
    }

    private static ReadOnlyMemory<byte> Body(OutboxRow message, DateTimeOffset now) =>
        StoredMessageSerializer.Write(message, $"urn:message:{MessageHeaders.Namespace}:{message.Type}", now);

    private static BasicProperties Properties(OutboxRow message, string? traceParent, DateTimeOffset now)
    {
        var headers = new Dictionary<string, object?>
        {
            [MessageHeaders.Replay] = message.Job!.Value.ToString(CultureInfo.InvariantCulture),
        };
        if (traceParent is not null)
            headers[MessageHeaders.TraceParent] = traceParent;
        return new BasicProperties
        {
            ContentType = MessageHeaders.ContentType,
            MessageId = message.MessageId.ToString(),
            Type = message.Type.ToString(),
            Timestamp = new AmqpTimestamp(now.ToUnixTimeSeconds()),
            DeliveryMode = DeliveryModes.Persistent,
            Headers = headers,
        };
    }

    private static string NoQueue(string queue) => $"replay --queue: found '{queue}', expected a queue that the broker has";
}
