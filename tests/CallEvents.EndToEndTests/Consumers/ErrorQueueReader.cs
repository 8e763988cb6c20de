using System.Collections.Concurrent;
using System.Text;
using CallEvents.EndToEndTests.Infrastructure;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>Consumes an <c>_error</c> queue and keeps the reasons.</summary>
/// <remarks>
/// Not by basic.get: the error queue has the arguments of its source queue, and a queue with a single active consumer rejects it.
/// </remarks>
internal sealed class ErrorQueueReader : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly ConcurrentQueue<string> reasons = new();

    private ErrorQueueReader(IConnection connection) => this.connection = connection;

    public IReadOnlyCollection<string> Reasons => reasons;

    public static async Task<ErrorQueueReader> StartAsync(VirtualHost broker, string queue)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(cancellation);
        var reader = new ErrorQueueReader(connection);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            reader.reasons.Enqueue(Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["MT-Fault-Message"]!));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellation);
        return reader;
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}
