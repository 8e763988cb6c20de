using System.Net.Security;
using System.Security.Authentication;
using CallEvents.ServiceDefaults.Tls;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Configures MassTransit's RabbitMQ host: endpoints, full certificate validation, and retries without end.</summary>
internal sealed partial class BrokerConnection(BrokerAddress address, ILogger<BrokerConnection> logger)
{
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
            // Not UseCluster: it expects the same certificate name on all nodes, and no IPv6 address.
            var nodes = address
                .Hosts.Select(node => new AmqpTcpEndpoint(
                    node.Name,
                    node.Port,
                    address.Tls?.For(node, () => trusted = true) ?? new SslOption()
                ))
                .ToList();
            factory.EndpointResolverFactory = _ => new DefaultEndpointResolver(nodes);
        }
        catch (Exception exception) when (PemFile.IsUnusable(exception))
        {
            throw Failed(address.Tls?.Problem(BrokerOptions.Key) ?? exception.Message);
        }

        await TryAsync(factory, () => trusted);
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
        }
        catch (Exception exception)
            when (exception is BrokerUnreachableException or OperationInterruptedException or ConnectFailureException)
        {
            throw Failed(BrokerFailure.Of(exception, address, trusted()));
        }
    }

    private ConnectionException Failed(string problem)
    {
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
    }
}
