using System.Net.Security;
using System.Security.Authentication;
using MassTransit;
using RabbitMQ.Client;

namespace CallEvents.ServiceDefaults;

/// <summary>Tells MassTransit's RabbitMQ host where to connect, and to check certificates in full.</summary>
internal static class BrokerConnection
{
    public static void Configure(IRabbitMqHostConfigurator host, BrokerAddress address)
    {
        host.Username(address.UserName);
        host.Password(address.Password);
        if (address.Tls)
        {
            // By default MassTransit accepts a chain that nobody trusts, and TLS 1.2 only.
            host.UseSsl(tls =>
            {
                tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
                tls.Protocol = SslProtocols.None;
                tls.ServerName = address.Hosts[0].Name;
            });
        }

        // Not UseCluster: it expects one certificate name for all nodes, and no IPv6 address.
        host.OnRefreshConnectionFactory = factory =>
        {
            var nodes = address.Hosts.Select(node => new AmqpTcpEndpoint(node.Name, node.Port, TlsOf(factory.Ssl, node))).ToList();
            factory.EndpointResolverFactory = _ => new DefaultEndpointResolver(nodes);
            return Task.CompletedTask;
        };
    }

    private static SslOption TlsOf(SslOption tls, BrokerHost node) => new(tls.Enabled ? node.Name : "", tls.CertPath, tls.Enabled)
    {
        AcceptablePolicyErrors = tls.AcceptablePolicyErrors,
        Version = tls.Version,
    };
}
