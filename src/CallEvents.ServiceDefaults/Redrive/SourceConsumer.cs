using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>
/// Takes messages from a queue, a bounded number at a time, and keeps those that are not acknowledged until the end: requeued earlier,
/// they would be delivered again and again.
/// </summary>
/// <remarks>
/// Not by basic.get: an error queue has the arguments of its source queue, and a queue with a single active consumer rejects it. A
/// consumer that keeps as many messages as it may prefetch gets no further one; it is then replaced on the same channel. So the messages
/// that are kept are the broker's memory only.
/// </remarks>
internal sealed class SourceConsumer : IAsyncDisposable
{
    /// <summary>Small, since a message may be large, and the command may share the container of its service.</summary>
    public const ushort Prefetch = 50;

    private readonly IChannel channel;
    private readonly string queue;
    private readonly Channel<Delivery> deliveries = Channel.CreateUnbounded<Delivery>();
    private string tag = "";
    private int kept;

    private SourceConsumer(IChannel channel, string queue) => (this.channel, this.queue) = (channel, queue);

    public static async Task<SourceConsumer> StartAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var source = new SourceConsumer(channel, queue);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        await source.ConsumeAsync(cancellationToken);
        return source;
    }

    /// <summary>The next message; null when none has come for a while.</summary>
    /// <exception cref="Exception">The channel or the connection was closed.</exception>
    public async Task<Delivery?> NextAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        if (deliveries.Reader.TryRead(out var ready))
            return ready;
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await deliveries.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            throw cause;
        }
    }

    public ValueTask AcknowledgeAsync(Delivery delivery, CancellationToken cancellationToken) =>
        channel.BasicAckAsync(delivery.Tag, multiple: false, cancellationToken);

    /// <summary>Keeps a message until <see cref="ReturnAsync"/>.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (++kept < Prefetch)
            return;
        kept = 0;
        await channel.BasicCancelAsync(tag, cancellationToken: cancellationToken);
        await ConsumeAsync(cancellationToken);
    }

    /// <summary>Requeues all that is not acknowledged, and waits until the broker has done so.</summary>
    public async Task ReturnAsync()
    {
        if (!channel.IsOpen)
            return;
        await channel.BasicCancelAsync(tag);
        await channel.BasicNackAsync(deliveryTag: 0, multiple: true, requeue: true);
        await channel.CloseAsync();
    }

    public async ValueTask DisposeAsync() => await channel.DisposeAsync();

    private async Task ConsumeAsync(CancellationToken cancellationToken) =>
        tag = await channel.BasicConsumeAsync(queue, autoAck: false, new Receiver(channel, deliveries.Writer), cancellationToken);

    private sealed class Receiver(IChannel channel, ChannelWriter<Delivery> deliveries) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default
        )
        {
            // The client uses the memory of the body again.
            deliveries.TryWrite(new Delivery(deliveryTag, properties, body.ToArray()));
            return Task.CompletedTask;
        }

        public override async Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            await base.HandleBasicCancelAsync(consumerTag, cancellationToken);
            deliveries.TryComplete(new SourceClosedException("the broker has ended the consumer: was the queue deleted?"));
        }

        public override async Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
        {
            await base.HandleChannelShutdownAsync(channel, reason);
            deliveries.TryComplete(new SourceClosedException($"the broker has closed the channel: {reason.ReplyText}"));
        }
    }
}

/// <summary>One message of a queue.</summary>
internal sealed record Delivery(ulong Tag, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);

/// <summary>The broker delivers no more messages of the queue.</summary>
internal sealed class SourceClosedException(string message) : Exception(message);
