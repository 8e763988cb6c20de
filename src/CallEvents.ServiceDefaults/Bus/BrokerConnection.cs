using System.Net.Security;
using System.Security.Authentication;
using CallEvents.ServiceDefaults.Tls;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Tells MassTransit's RabbitMQ host where to connect, to check certificates in full, and never to give up.</summary>
internal sealed partial class BrokerConnection(BrokerAddress address, ILogger<BrokerConnection> logger)
{
    private string? lastProblem;

    public void Configure(IRabbitMqHostConfigurator host)
    {
        host.Username(address.UserName);
        host.Password(address.Password);
        if (address.Tls is not null)
        {
            // By default MassTransit accepts a chain that nobody trusts, and TLS 1.2 only.
            host.UseSsl(tls =>
            {
                tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
                tls.Protocol = SslProtocols.None;
                tls.ServerName = address.Hosts[0].Name;
            });
        }

        host.OnRefreshConnectionFactory = PrepareAsync;
    }

    /// <summary>Called by MassTransit each time it is about to connect.</summary>
    internal async Task PrepareAsync(ConnectionFactory factory)
    {
        var trusted = false;
        try
        {
            // Not UseCluster: it expects one certificate name for all nodes, and no IPv6 address.
            var nodes = address.Hosts.Select(node => new AmqpTcpEndpoint(node.Name, node.Port, address.Tls?.For(node, () => trusted = true) ?? new SslOption())).ToList();
            factory.EndpointResolverFactory = _ => new DefaultEndpointResolver(nodes);
        }
        catch (Exception exception) when (PemFile.IsUnusable(exception))
        {
            throw Failed(address.Tls?.Problem(BrokerOptions.Key) ?? exception.Message);
        }

        await TryAsync(factory, () => trusted);
    }

    /// <summary>
    /// Connects once by ourselves, to fail in a way that MassTransit tries again. It takes a refused login for final: the endpoint
    /// stops for good, the process lives on, and a password corrected at the broker changes nothing until somebody restarts it.
    /// </summary>
    private async Task TryAsync(ConnectionFactory factory, Func<bool> trusted)
    {
        try
        {
            await using var connection = await factory.CreateConnectionAsync();
            lastProblem = null;
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or OperationInterruptedException or ConnectFailureException)
        {
            throw Failed(BrokerFailure.Of(exception, address, trusted()));
        }
    }

    private ConnectionException Failed(string problem)
    {
        if (problem != lastProblem) Log.NoConnection(logger, problem);
        lastProblem = problem;

        // Without the cause, which is what MassTransit would judge by.
        return new ConnectionException(problem, isTransient: true);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "No connection: {Problem}")]
        public static partial void NoConnection(ILogger logger, string problem);
    }
}
