using System.Text;
using System.Text.Json;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A subscriber that knows only AMQP and the contracts; it keeps everything it was sent, and comes back when the broker does.</summary>
/// <remarks>
/// The client's own recovery gives up a consumer whose channel was closed under it, and a test would then miss messages that were
/// delivered well. So a lost connection is begun anew, from the declarations on.
/// </remarks>
public sealed class Listener : IAsyncDisposable
{
    private static readonly string[] AllTypes = ["CallRecorded", "CallTranscribed", "CallUpdated", "CallTranscriptUnavailable"];

    private readonly Lock gate = new();
    private readonly List<Delivery> deliveries = [];
    private readonly List<string> problems = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri broker;
    private readonly string[] exchanges;
    private readonly Task running;

    private Listener(Uri broker, string queue, string[] types)
    {
        this.broker = broker;
        Queue = queue;
        exchanges = [.. types.Select(type => $"CallEvents.Contracts:{type}")];
        running = RunAsync();
    }

    public string Queue { get; }

    /// <summary>Everything that came, repeats too, in the order of arrival. Fails when one of them was not as the contracts promise.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (gate)
            {
                problems.ShouldBeEmpty();
                return [.. deliveries];
            }
        }
    }

    /// <summary>Returns when the queue is bound and consumed: what is published from now on is seen.</summary>
    /// <param name="broker">With the virtual host.</param>
    /// <param name="queue">Two listeners on one queue share what comes.</param>
    /// <param name="types">Names of message types; all four when empty.</param>
    public static async Task<Listener> SubscribeAsync(Uri broker, string queue = "listener", params string[] types)
    {
        var listener = new Listener(broker, queue, types is [] ? AllTypes : types);
        await listener.subscribed.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        return listener;
    }

    public IReadOnlyList<Delivery> Of(string type) => [.. Deliveries.Where(delivery => delivery.Type == type)];

    /// <summary>Each message once: what the broker gave out again, or the publisher sent again under the same id, is left out.</summary>
    public IReadOnlyList<Delivery> Distinct(string type) => [.. Of(type).DistinctBy(delivery => delivery.MessageId)];

    public int Count(string type) => Of(type).Count;

    /// <returns>The deliveries that satisfied.</returns>
    public Task<IReadOnlyList<Delivery>> WaitUntilAsync(Func<IReadOnlyList<Delivery>, bool> satisfied, TimeSpan? within = null) =>
        Eventually.Be(() => Deliveries, satisfied, within, Summary);

    /// <summary>Waits for that many different messages of a type, at least.</summary>
    public Task<IReadOnlyList<Delivery>> WaitForAsync(string type, int count, TimeSpan? within = null) =>
        Eventually.Be(() => Distinct(type), seen => seen.Count >= count, within, _ => Summary(Deliveries), $"{count} {type}");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private static string Summary(IReadOnlyList<Delivery> seen) =>
        seen.Count == 0 ? "no message" : string.Join(", ", seen.CountBy(delivery => delivery.Type).Select(type => $"{type.Value} {type.Key}"));

    private async Task RunAsync()
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await SubscribeOnceAsync();
            }
            catch (Exception) when (!stopping.IsCancellationRequested)
            {
                // The broker is away, or not there yet: nothing to tell anybody.
                await again.WaitForNextTickAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SubscribeOnceAsync()
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false, ClientProvidedName = Queue };
        await using var connection = await factory.CreateConnectionAsync(stopping.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping.Token);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: stopping.Token);
        foreach (var exchange in exchanges)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: stopping.Token);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: stopping.Token);
        }
        await channel.BasicQosAsync(0, 100, global: false, stopping.Token);

        // What follows closes the channel, which the client cannot do while it waits for our handler to return.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        channel.ChannelShutdownAsync += (_, _) => { ended.TrySetException(new EndOfStreamException()); return Task.CompletedTask; };
        consumer.UnregisteredAsync += (_, _) => { ended.TrySetException(new EndOfStreamException()); return Task.CompletedTask; };
        consumer.ReceivedAsync += async (_, message) =>
        {
            Keep(message);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, stopping.Token);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stopping.Token);
        subscribed.TrySetResult();
        await ended.Task.WaitAsync(stopping.Token);
    }

    private void Keep(BasicDeliverEventArgs message)
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        Delivery? delivery = null;
        List<string> wrong;
        try
        {
            delivery = new(
                message.Exchange, message.BasicProperties.MessageId, message.BasicProperties.CorrelationId, message.Redelivered,
                (message.BasicProperties.Headers ?? new Dictionary<string, object?>())
                    .ToDictionary(header => header.Key, header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : header.Value),
                JsonSerializer.Deserialize<JsonElement>(body));
            wrong = [.. MessageSchemas.ValidateEnvelope(body)];
        }
        catch (JsonException e)
        {
            wrong = [e.Message];
        }
        lock (gate)
        {
            if (delivery is not null)
                deliveries.Add(delivery);
            problems.AddRange(wrong.Select(problem => $"{message.Exchange} {message.BasicProperties.MessageId}: {problem}"));
        }
    }
}
