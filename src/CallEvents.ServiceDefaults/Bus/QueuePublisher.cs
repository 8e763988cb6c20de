using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>
/// Publishes to single queues by their names, through the broker's default exchange. On a connection of its own: the broker closes the
/// channel of a publish that it does not permit, and on the bus's channel that would fail every event that shares it.
/// </summary>
public sealed class QueuePublisher : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true
    );

    private readonly IOptions<BrokerOptions> options;
    private readonly string connectionName;
    private readonly SemaphoreSlim gate = new(1, 1);
    private IConnection? connection;
    private IChannel? channel;

    internal QueuePublisher(IOptions<BrokerOptions> options, string connectionName) =>
        (this.options, this.connectionName) = (options, connectionName);

    /// <summary>The user that publishes, for messages to an operator.</summary>
    public string UserName => options.Value.Address.UserName;

    /// <summary>Whether the broker has a queue of this name.</summary>
    /// <exception cref="Exception">The broker cannot be asked.</exception>
    public async Task<bool> ExistsAsync(string queue, CancellationToken cancellationToken)
    {
        await using var asking = await ConnectAsync(cancellationToken);
        await using var questions = await asking.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await questions.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason is not null)
        {
            // It is there, and another connection's own, or this user may not ask.
            return true;
        }
    }

    /// <summary>Publishes one message, mandatory, and waits for the broker's confirmation.</summary>
    public async Task<QueuePublishResult> PublishAsync(
        string queue,
        BasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var (used, confirmation) = await BeginAsync(queue, properties, body, cancellationToken);
        try
        {
            await confirmation;
            return QueuePublishResult.Confirmed;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            return QueuePublishResult.NoQueue;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await CloseAsync(used);
            var interrupted = exception as OperationInterruptedException ?? exception.InnerException as OperationInterruptedException;
            if (interrupted?.ShutdownReason?.ReplyCode == Constants.AccessRefused)
                return QueuePublishResult.NotPermitted;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(channel);
        gate.Dispose();
    }

    /// <summary>Sends it; the task that it returns completes with the confirmation, so that others are sent meanwhile.</summary>
    private async Task<(IChannel Channel, Task Confirmation)> BeginAsync(
        string queue,
        BasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (channel is not { IsOpen: true })
            {
                if (connection is not { IsOpen: true })
                    connection = await ConnectAsync(cancellationToken);
                channel = await connection.CreateChannelAsync(Confirmed, cancellationToken);
            }

            return (channel, channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellationToken).AsTask());
        }
        finally
        {
            gate.Release();
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        BrokerConnection.FactoryFor(options.Value.Address, connectionName, onTrusted: () => { }).CreateConnectionAsync(cancellationToken);

    /// <summary>Closes the channel and its connection, unless another publish that failed has done so.</summary>
    private async Task CloseAsync(IChannel? used)
    {
        await gate.WaitAsync();
        try
        {
            if (used is null || used != channel)
                return;
            var open = connection;
            (connection, channel) = (null, null);
            await used.DisposeAsync();
            if (open is not null)
                await open.DisposeAsync();
        }
        finally
        {
            gate.Release();
        }
    }
}

/// <summary>What became of a message to a single queue.</summary>
public enum QueuePublishResult
{
    /// <summary>The broker has confirmed it.</summary>
    Confirmed,

    /// <summary>The broker has returned it: there is no queue of this name.</summary>
    NoQueue,

    /// <summary>The user may not write to the default exchange.</summary>
    NotPermitted,
}
