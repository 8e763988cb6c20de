using System.Text;
using System.Text.Json;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Records every message of a queue, with plain AMQP and the contracts only, and reconnects after a broker restart.</summary>
/// <remarks>
/// The client's own recovery does not restore a consumer whose channel was closed, and a test would then miss messages that were published
/// correctly. After a lost connection, the subscriber therefore connects again and repeats all declarations.
/// </remarks>
public sealed class TestSubscriber : IAsyncDisposable
{
    public const string DefaultQueue = "test-subscriber";

    private static readonly string[] AllTypes = ["CallRecorded", "CallTranscribed", "CallUpdated", "CallTranscriptUnavailable"];

    private readonly Lock recordLock = new();
    private readonly List<Delivery> deliveries = [];
    private readonly List<string> violations = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri broker;
    private readonly string[] exchanges;
    private readonly Task running;

    private TestSubscriber(Uri broker, string queue, string[] types)
    {
        this.broker = broker;
        Queue = queue;
        exchanges = [.. types.Select(type => $"CallEvents.Contracts:{type}")];
        running = RunAsync();
    }

    public string Queue { get; }

    /// <summary>All deliveries in order of arrival, including repeated ones. Throws when one of them violates the contracts.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (recordLock)
            {
                violations.ShouldBeEmpty();
                return [.. deliveries];
            }
        }
    }

    /// <summary>Returns when the queue is bound and consumed: everything published from now on is delivered.</summary>
    /// <param name="broker">Address with the virtual host.</param>
    /// <param name="queue">Subscribers of the same queue share its messages.</param>
    /// <param name="types">Names of message types; all four when empty.</param>
    public static async Task<TestSubscriber> SubscribeAsync(Uri broker, string queue = DefaultQueue, params string[] types)
    {
        var subscriber = new TestSubscriber(broker, queue, types is [] ? AllTypes : types);
        await subscriber.subscribed.Task.WaitAsync(Eventually.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        return subscriber;
    }

    public IReadOnlyList<Delivery> OfType(string type) => [.. Deliveries.Where(delivery => delivery.Type == type)];

    /// <summary>The deliveries of a type without repetitions, by message id.</summary>
    public IReadOnlyList<Delivery> Distinct(string type) => [.. OfType(type).DistinctBy(delivery => delivery.MessageId)];

    public int Count(string type) => OfType(type).Count;

    /// <returns>The deliveries that satisfied the condition.</returns>
    public Task<IReadOnlyList<Delivery>> WaitUntilAsync(Func<IReadOnlyList<Delivery>, bool> satisfied) =>
        Eventually.Be(() => Deliveries, satisfied, describe: Summarize);

    /// <summary>Waits for at least <paramref name="count"/> distinct messages of a type.</summary>
    public Task<IReadOnlyList<Delivery>> WaitForAsync(string type, int count) =>
        Eventually.Be(
            () => Distinct(type),
            deliveries => deliveries.Count >= count,
            describe: _ => Summarize(Deliveries),
            condition: $"{count} {type}"
        );

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private static string Summarize(IReadOnlyList<Delivery> deliveries) =>
        deliveries.Count == 0
            ? "no message"
            : string.Join(", ", deliveries.CountBy(delivery => delivery.Type).Select(type => $"{type.Value} {type.Key}"));

    private async Task RunAsync()
    {
        using var retryTimer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await SubscribeOnceAsync();
            }
            catch (Exception) when (!stopping.IsCancellationRequested)
            {
                // The broker is down or still starting.
                await retryTimer.WaitForNextTickAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SubscribeOnceAsync()
    {
        var factory = new ConnectionFactory
        {
            Uri = broker,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = Queue,
        };
        await using var connection = await factory.CreateConnectionAsync(stopping.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping.Token);
        await channel.QueueDeclareAsync(
            Queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: stopping.Token
        );
        foreach (var exchange in exchanges)
        {
            await EnsureExchangeAsync(connection, exchange);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: stopping.Token);
        }
        await channel.BasicQosAsync(0, 100, global: false, stopping.Token);

        // RunContinuationsAsynchronously: the continuation disposes the channel, and the client cannot close it before the handler returns.
        var channelClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        channel.ChannelShutdownAsync += (_, _) => SignalClosedAsync();
        consumer.UnregisteredAsync += (_, _) => SignalClosedAsync();
        consumer.ReceivedAsync += async (_, message) =>
        {
            Record(message);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, stopping.Token);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stopping.Token);
        subscribed.TrySetResult();
        await channelClosed.Task.WaitAsync(stopping.Token);

        Task SignalClosedAsync()
        {
            channelClosed.TrySetException(new EndOfStreamException());
            return Task.CompletedTask;
        }
    }

    /// <summary>Declares the exchange where it is missing; with our definitions it exists, and a subscriber may not declare it.</summary>
    private async Task EnsureExchangeAsync(IConnection connection, string exchange)
    {
        await using var passive = await connection.CreateChannelAsync(cancellationToken: stopping.Token);
        try
        {
            await passive.ExchangeDeclarePassiveAsync(exchange, stopping.Token);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping.Token);
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: stopping.Token);
        }
    }

    private void Record(BasicDeliverEventArgs message)
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        Delivery? delivery = null;
        List<string> errors;
        try
        {
            delivery = new(
                message.Exchange,
                new BasicProperties(message.BasicProperties),
                message.Redelivered,
                (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(
                    header => header.Key,
                    header => DecodeText(header.Value)
                ),
                body
            );
            errors = [.. MessageSchemas.ValidateEnvelope(body)];
        }
        catch (JsonException e)
        {
            errors = [e.Message];
        }
        lock (recordLock)
        {
            if (delivery is not null)
                deliveries.Add(delivery);
            violations.AddRange(errors.Select(error => $"{message.Exchange} {message.BasicProperties.MessageId}: {error}"));
        }
    }

    private static object? DecodeText(object? value) => value is byte[] text ? Encoding.UTF8.GetString(text) : value;
}
