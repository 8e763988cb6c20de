using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Consumes one queue that is bound to both exchanges and counts its messages, for the poller and the baseline alike.</summary>
internal sealed class CountingSubscriber : IAsyncDisposable
{
    private const string Queue = "benchmark";
    private const ushort Prefetch = 500;
    private const int AcknowledgementBatch = 100;

    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly Dictionary<(string Type, string CallId), long> arrivals = [];
    private volatile TaskCompletionSource<long> completed = new();
    private long expected;
    private long received;
    private bool recordsArrivals;

    private CountingSubscriber(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    public static string[] Types { get; } = ["CallRecorded", "CallTranscribed"];

    public long Received => Interlocked.Read(ref received);

    /// <summary>The monotonic time at which each message was received, when it is recorded.</summary>
    public IReadOnlyDictionary<(string Type, string CallId), long> Arrivals => arrivals;

    public static async Task<CountingSubscriber> StartAsync(Uri rabbitMq, string queueType, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = rabbitMq }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = queueType },
            cancellationToken: cancellationToken
        );
        foreach (var exchange in Types.Select(type => $"CallEvents.Contracts:{type}"))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: cancellationToken);
        }

        var subscriber = new CountingSubscriber(connection, channel);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) => subscriber.ReceiveAsync(message);
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellationToken);
        return subscriber;
    }

    /// <summary>Starts counting from zero; completes with the monotonic time at which the last expected message was received.</summary>
    /// <param name="messages">The number of expected messages.</param>
    /// <param name="recordArrivals">Whether to record the time of each message in <see cref="Arrivals"/>.</param>
    public Task<long> ExpectAsync(long messages, bool recordArrivals)
    {
        arrivals.Clear();
        completed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        (expected, recordsArrivals) = (messages, recordArrivals);
        Interlocked.Exchange(ref received, 0);
        return completed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false);
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task ReceiveAsync(BasicDeliverEventArgs message)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (recordsArrivals)
        {
            var type = message.Exchange[(message.Exchange.IndexOf(':', StringComparison.Ordinal) + 1)..];
            arrivals.TryAdd((type, CallId(message.Body.Span)), now);
        }

        var count = Interlocked.Increment(ref received);
        if (count % AcknowledgementBatch == 0 || count >= expected || recordsArrivals)
            await channel.BasicAckAsync(message.DeliveryTag, multiple: true);
        if (count == expected)
            completed.TrySetResult(now);
    }

    private static string CallId(ReadOnlySpan<byte> body)
    {
        var rest = body[(body.IndexOf("\"id\":\""u8) + 6)..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
    }
}
