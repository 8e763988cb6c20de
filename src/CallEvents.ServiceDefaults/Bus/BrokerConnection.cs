using System.Net.Security;
using System.Security.Authentication;
using CallEvents.ServiceDefaults.Resilience;
using CallEvents.ServiceDefaults.Tls;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Configures MassTransit's RabbitMQ host: endpoints, full certificate validation, and retries without end.</summary>
internal sealed partial class BrokerConnection(
    BrokerAddress address,
    BrokerStatus status,
    TimeProvider time,
    ILogger<BrokerConnection> logger
)
{
    private readonly OutageCounter outage = new(TimeSpan.Zero, time);
    private string? lastProblem;

    public void Configure(IRabbitMqHostConfigurator host)
    {
        host.Username(address.UserName);
        host.Password(address.Password);
        if (address.Tls is not null)
        {
            // MassTransit's defaults accept an untrusted chain, and TLS 1.2 only.
            host.UseSsl(tls =>
            {
                tls.EnforcePolicyErrors(
                    SslPolicyErrors.RemoteCertificateChainErrors
                        | SslPolicyErrors.RemoteCertificateNameMismatch
                        | SslPolicyErrors.RemoteCertificateNotAvailable
                );
                tls.Protocol = SslProtocols.None;
                tls.ServerName = address.Hosts[0].Name;
            });
        }

        host.OnRefreshConnectionFactory = PrepareAsync;
    }

    /// <summary>Called by MassTransit before each connection attempt.</summary>
    internal async Task PrepareAsync(ConnectionFactory factory)
    {
        var trusted = false;
        try
        {
            var nodes = NodesOf(address, () => trusted = true);
            factory.EndpointResolverFactory = _ => new DefaultEndpointResolver(nodes);
        }
        catch (Exception exception) when (PemFile.IsUnusable(exception))
        {
            throw Failed(address.Tls?.Problem(BrokerOptions.Key) ?? exception.Message);
        }

        await TryAsync(factory, () => trusted);
    }

    /// <summary>The broker's nodes, each with the validation of its own certificate.</summary>
    /// <remarks>Not UseCluster: it expects the same certificate name on all nodes, and no IPv6 address.</remarks>
    /// <param name="address">The broker.</param>
    /// <param name="onTrusted">Called when the certificate of a node was accepted.</param>
    internal static List<AmqpTcpEndpoint> NodesOf(BrokerAddress address, Action onTrusted) =>
        [.. address.Hosts.Select(node => new AmqpTcpEndpoint(node.Name, node.Port, address.Tls?.For(node, onTrusted) ?? new SslOption()))];

    /// <summary>Creates connections of our own beside the bus: to these nodes, with their validation, and not recovered.</summary>
    /// <param name="address">The broker.</param>
    /// <param name="name">The name that the broker shows.</param>
    /// <param name="onTrusted">Called when the certificate of a node was accepted.</param>
    internal static ConnectionFactory FactoryFor(BrokerAddress address, string name, Action onTrusted)
    {
        var nodes = NodesOf(address, onTrusted);
        return new ConnectionFactory
        {
            UserName = address.UserName,
            Password = address.Password,
            VirtualHost = address.VirtualHost,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            EndpointResolverFactory = _ => new DefaultEndpointResolver(nodes),
        };
    }

    /// <summary>
    /// Opens a connection first, so that each failure is one that MassTransit retries. It treats a rejected login as final: the endpoint
    /// stops, the process lives on, and correcting the password at the broker has no effect until the process is restarted.
    /// </summary>
    private async Task TryAsync(ConnectionFactory factory, Func<bool> trusted)
    {
        try
        {
            await using var connection = await factory.CreateConnectionAsync();
            lastProblem = null;
            status.RecordConnected();
            if (outage.RecordSuccess() is { } ended)
                Log.Reconnected(logger, ended.Duration, ended.Failures);
        }
        catch (Exception exception)
            when (exception is BrokerUnreachableException or OperationInterruptedException or ConnectFailureException)
        {
            throw Failed(BrokerFailure.Of(exception, address, trusted()));
        }
    }

    private ConnectionException Failed(string problem)
    {
        outage.RecordFailure();
        status.RecordFailure(problem, time.GetUtcNow());
        if (problem != lastProblem)
            Log.ConnectionFailed(logger, problem);
        lastProblem = problem;

        // Without the inner exception, by which MassTransit would decide not to retry.
        return new ConnectionException(problem, isTransient: true);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "RabbitMQ connection failed: {Problem}")]
        public static partial void ConnectionFailed(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 1104,
            Level = LogLevel.Information,
            Message = "RabbitMQ is connected, after {Duration} and {Failures} failed attempts"
        )]
        public static partial void Reconnected(ILogger logger, TimeSpan duration, int failures);
    }
}
