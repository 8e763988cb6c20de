using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.Benchmarks.Race;

/// <summary>Who hears it: one queue bound to both exchanges, emptied as it fills, the same for both contestants.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private const string Queue = "race";
    private const ushort Prefetch = 500;
    private const int AcknowledgedAtOnce = 100;

    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly Dictionary<(string Type, string CallId), long> arrivals = [];
    private volatile TaskCompletionSource<long> all = new();
    private long expected;
    private long heard;
    private bool notes;

    private Subscriber(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    public static string[] Types { get; } = ["CallRecorded", "CallTranscribed"];

    public long Heard => Interlocked.Read(ref heard);

    /// <summary>When each message of an arrival came.</summary>
    public IReadOnlyDictionary<(string Type, string CallId), long> Arrivals => arrivals;

    public static async Task<Subscriber> BeginAsync(Uri rabbitMq, string queueType, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = rabbitMq }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = queueType }, cancellationToken: cancellationToken);
        foreach (var exchange in Types.Select(type => $"CallEvents.Contracts:{type}"))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: cancellationToken);
        }

        var subscriber = new Subscriber(connection, channel);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) => subscriber.HearAsync(message);
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellationToken);
        return subscriber;
    }

    /// <summary>The monotonic time at which the last of so many messages has come.</summary>
    /// <param name="messages">All of them.</param>
    /// <param name="noteArrivals">Whether to note when each came.</param>
    public Task<long> ExpectAsync(long messages, bool noteArrivals)
    {
        arrivals.Clear();
        all = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        (expected, notes) = (messages, noteArrivals);
        Interlocked.Exchange(ref heard, 0);
        return all.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false);
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task HearAsync(BasicDeliverEventArgs message)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (notes)
            arrivals.TryAdd((message.Exchange[(message.Exchange.IndexOf(':', StringComparison.Ordinal) + 1)..], CallId(message.Body.Span)), now);
        var count = Interlocked.Increment(ref heard);
        if (count % AcknowledgedAtOnce == 0 || count >= expected || notes)
            await channel.BasicAckAsync(message.DeliveryTag, multiple: true);
        if (count == expected)
            all.TrySetResult(now);
    }

    private static string CallId(ReadOnlySpan<byte> body)
    {
        var rest = body[(body.IndexOf("\"id\":\""u8) + 6)..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
    }
}
