using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Finds out whether the broker can be reached, and what may be published. Publishes and declares nothing.</summary>
public sealed class BrokerProbe
{
    /// <summary>The key of the broker's address.</summary>
    public const string Key = BrokerOptions.Key;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly IOptions<BrokerOptions> options;
    private readonly TimeProvider time;

    internal BrokerProbe(IOptions<BrokerOptions> options, TimeProvider time) => (this.options, this.time) = (options, time);

    /// <summary>The broker's hosts and virtual host, without credentials.</summary>
    public string Place
    {
        get
        {
            var address = options.Value.Address;
            return $"{string.Join(',', address.Hosts.Select(host => $"{host.Name}:{host.Port}"))} (virtual host {address.VirtualHost})";
        }
    }

    /// <summary>Connects, and asks for the right to publish to each exchange.</summary>
    /// <param name="exchanges">The names of exchanges, which need not exist.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    public async Task<BrokerRights> SendAsync(IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        var address = options.Value.Address;
        var trusted = false;
        var factory = BrokerConnection.FactoryFor(address, "callevents check", () => trusted = true);
        (factory.RequestedConnectionTimeout, factory.ContinuationTimeout) = (Deadline, Deadline);
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            List<ExchangeRight> rights = [];
            foreach (var exchange in exchanges)
                rights.Add(new ExchangeRight(exchange, await ProbeAsync(connection, exchange, cancellationToken)));
            return new BrokerRights(null, rights);
        }
        catch (Exception exception)
            when (exception
                    is BrokerUnreachableException
                        or OperationInterruptedException
                        or ConnectFailureException
                        or AlreadyClosedException
            )
        {
            return new BrokerRights(BrokerFailure.Of(exception, address, trusted), []);
        }
    }

    /// <remarks>
    /// The broker checks the right to write first, then looks for the exchange, then reads the message's expiration, and routes last. So a
    /// message whose expiration is no number is refused, and the error shows how far it came: handle_method(#'basic.publish'{}) in
    /// https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbit/src/rabbit_channel.erl
    /// </remarks>
    private async Task<PublishRight> ProbeAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var closed = new TaskCompletionSource<ushort>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason.ReplyCode);
            return Task.CompletedTask;
        };
        await channel.BasicPublishAsync(
            exchange,
            "",
            mandatory: true,
            new BasicProperties { Expiration = "none: a probe" },
            ReadOnlyMemory<byte>.Empty,
            cancellationToken
        );
        try
        {
            return await closed.Task.WaitAsync(Deadline, time, cancellationToken) switch
            {
                Constants.PreconditionFailed => PublishRight.Granted,
                Constants.NotFound => PublishRight.NotDeclared,
                Constants.AccessRefused => PublishRight.Refused,
                _ => PublishRight.Unknown,
            };
        }
        catch (TimeoutException)
        {
            return PublishRight.Unknown;
        }
    }
}

/// <summary>What a probe found.</summary>
/// <param name="Problem">Why there is no connection; null when there is one.</param>
/// <param name="Exchanges">The right to publish to each exchange.</param>
public sealed record BrokerRights(string? Problem, IReadOnlyList<ExchangeRight> Exchanges);

/// <summary>The right to publish to an exchange.</summary>
public sealed record ExchangeRight(string Exchange, PublishRight Right);

/// <summary>Whether a user may publish to an exchange.</summary>
public enum PublishRight
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>It may, and the exchange does not exist yet.</summary>
    NotDeclared,

    /// <summary>It may not.</summary>
    Refused,

    /// <summary>The broker does not answer, as in an alarm of memory or disk.</summary>
    Unknown,
}
