using System.Text.Json;
using RabbitMQ.Client;

namespace CallEvents.Benchmarks.Baseline;

/// <summary>Publishes messages with MassTransit's envelope and properties, and waits for the broker's confirmation.</summary>
internal sealed class BaselinePublisher(IChannel channel, TimeProvider time)
{
    private static readonly BaselineHost Host = new()
    {
        MachineName = Environment.MachineName,
        ProcessName = "CallEvents.Benchmarks",
        ProcessId = Environment.ProcessId,
        Assembly = "CallEvents.Benchmarks",
        AssemblyVersion = "0.1.0.0",
        FrameworkVersion = $"{Environment.Version}",
        MassTransitVersion = "8.5.12.0",
        OperatingSystemVersion = $"{Environment.OSVersion}",
    };

    public async ValueTask PublishAsync(BaselineEvent callEvent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (messageId, conversationId) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        var exchange = $"CallEvents.Contracts:{callEvent.Type}";
        var envelope = new BaselineEnvelope
        {
            MessageId = messageId,
            ConversationId = conversationId,
            SourceAddress = $"{BaselineEnvelope.BrokerAddress}/{Host.MachineName}_CallEventsBenchmarks_bus_none?temporary=true",
            DestinationAddress = $"{BaselineEnvelope.BrokerAddress}/{exchange}",
            MessageType = [$"urn:message:{exchange}"],
            Message = BaselineMessage.Create(callEvent, now),
            SentTime = now.UtcDateTime,
            Host = Host,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(envelope, BaselineJson.Envelope.BaselineEnvelope);
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
