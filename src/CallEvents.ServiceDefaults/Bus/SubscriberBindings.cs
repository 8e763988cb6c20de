using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>
/// Binds a subscriber's queue to the exchanges of its messages, before it consumes and then periodically: with an exchange, its bindings
/// are deleted, and declaring it again does not restore them.
/// </summary>
/// <remarks>
/// Not MassTransit's own topology, which declares the messages' exchanges: a user that may declare an exchange may delete it too, and
/// with it the bindings of all subscribers.
/// </remarks>
internal sealed partial class SubscriberBindings(
    IRabbitMqReceiveEndpointConfigurator endpoint,
    IReadOnlyList<string> exchanges,
    TimeSpan interval,
    TimeProvider time,
    ILogger<SubscriberBindings> logger
) : IFilter<ChannelContext>
{
    private readonly HashSet<string> bound = [];
    private readonly HashSet<string> missing = [];

    /// <summary>MassTransit's exchange in front of the queue, of the same name.</summary>
    private string Queue => Uri.UnescapeDataString(endpoint.InputAddress.Segments[^1]);

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var connection = context.ConnectionContext.Connection;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        await BindAsync(connection, stopping.Token);
        var repeating = RepeatAsync(connection, stopping.Token);
        try
        {
            await next.Send(context);
        }
        finally
        {
            await stopping.CancelAsync();
            await repeating;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("subscriberBindings");

    private async Task RepeatAsync(IConnection connection, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await BindAsync(connection, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        catch (Exception exception) when (exception is OperationInterruptedException or AlreadyClosedException or IOException)
        {
            // The connection is lost: on the next one MassTransit calls this filter again.
        }
    }

    private async Task BindAsync(IConnection connection, CancellationToken cancellationToken)
    {
        foreach (var exchange in exchanges)
        {
            if (!await TryBindAsync(connection, exchange, cancellationToken))
            {
                var declared = await TryDeclareAsync(connection, exchange, cancellationToken);
                if ((!declared || bound.Contains(exchange)) && missing.Add(exchange))
                    Log.ExchangeMissing(logger, exchange, Queue);
                if (!declared || !await TryBindAsync(connection, exchange, cancellationToken))
                    continue;
            }

            bound.Add(exchange);
            if (missing.Remove(exchange))
                Log.BoundAgain(logger, Queue, exchange);
        }
    }

    /// <returns>Whether the message's exchange exists.</returns>
    private Task<bool> TryBindAsync(IConnection connection, string exchange, CancellationToken cancellationToken) =>
        TryAsync(
            connection,
            Constants.NotFound,
            async channel =>
            {
                await channel.ExchangeDeclareAsync(Queue, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
                await channel.ExchangeBindAsync(Queue, exchange, "", cancellationToken: cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Declares the exchange, for a broker without our definitions: the first of poller and subscribers to start does.</summary>
    /// <returns>Whether the user is permitted to.</returns>
    private static Task<bool> TryDeclareAsync(IConnection connection, string exchange, CancellationToken cancellationToken) =>
        TryAsync(
            connection,
            Constants.AccessRefused,
            channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken),
            cancellationToken
        );

    /// <summary>On a channel of its own: the broker answers an error by closing the channel.</summary>
    private static async Task<bool> TryAsync(
        IConnection connection,
        ushort failure,
        Func<IChannel, Task> operation,
        CancellationToken cancellationToken
    )
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await operation(channel);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == failure)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1102,
            Level = LogLevel.Warning,
            Message = "The exchange {Exchange} is missing: {Queue} receives none of its events until the exchange is declared again, "
                + "by the poller or from the broker's definitions"
        )]
        public static partial void ExchangeMissing(ILogger logger, string exchange, string queue);

        [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "{Queue} is bound to {Exchange} again")]
        public static partial void BoundAgain(ILogger logger, string queue, string exchange);
    }
}
