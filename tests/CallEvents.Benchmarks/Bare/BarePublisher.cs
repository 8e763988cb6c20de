using System.Text.Json;
using RabbitMQ.Client;

namespace CallEvents.Benchmarks.Bare;

/// <summary>Publishes in the shape and with the properties that MassTransit gives a message, and waits for the broker's confirmation.</summary>
internal sealed class BarePublisher(IChannel channel, TimeProvider time)
{
    private static readonly BareHost Host = new(
        Environment.MachineName, "CallEvents.Benchmarks", Environment.ProcessId, "CallEvents.Benchmarks", "0.1.0.0", $"{Environment.Version}", "8.5.12.0", $"{Environment.OSVersion}");

    public async ValueTask PublishAsync(BareFact fact, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (messageId, conversationId) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        var exchange = $"CallEvents.Contracts:{fact.Type}";
        var told = new BareEnvelope
        {
            MessageId = messageId,
            ConversationId = conversationId,
            SourceAddress = $"{BareEnvelope.Broker}/{Host.MachineName}_CallEventsBenchmarks_bus_none?temporary=true",
            DestinationAddress = $"{BareEnvelope.Broker}/{exchange}",
            MessageType = [$"urn:message:{exchange}"],
            Message = BareMessage.Of(fact, now),
            SentTime = now.UtcDateTime,
            Host = Host,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(told, BareJson.Told.BareEnvelope);
        var properties = new BasicProperties
        {
            MessageId = $"{messageId}",
            ContentType = "application/vnd.masstransit+json",
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["Content-Type"] = "application/vnd.masstransit+json", ["publishId"] = "1" },
        };
        await channel.BasicPublishAsync(exchange, "", mandatory: true, properties, body, cancellationToken);
    }
}
