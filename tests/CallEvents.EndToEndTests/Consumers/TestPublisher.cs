using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using RabbitMQ.Client;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>Publishes messages as the poller does.</summary>
internal static class TestPublisher
{
    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    /// <summary>Publishes messages in their order, each to the exchange of its type.</summary>
    public static Task PublishAsync(VirtualHost broker, IEnumerable<object> messages) =>
        PublishAsync(
            broker,
            messages.Select(message => (message.GetType().Name, JsonSerializer.Serialize(message, JsonSerializerOptions.Web)))
        );

    /// <summary>Publishes messages of a type with bodies that may be invalid.</summary>
    public static Task PublishAsync(VirtualHost broker, string type, params string[] messages) =>
        PublishAsync(broker, messages.Select(message => (type, message)));

    private static async Task PublishAsync(VirtualHost broker, IEnumerable<(string Type, string Json)> messages)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(TestCancellation);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            TestCancellation
        );
        var properties = new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" };
        foreach (var (type, json) in messages)
        {
            var body = $$"""{"messageType":["urn:message:CallEvents.Contracts:{{type}}"],"message":{{json}}}""";
            await channel.BasicPublishAsync(
                $"CallEvents.Contracts:{type}",
                "",
                mandatory: true,
                properties,
                Encoding.UTF8.GetBytes(body),
                TestCancellation
            );
        }
    }
}
