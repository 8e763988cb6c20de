using System.Globalization;
using CallEvents.ServiceDefaults.Database;
using k8s.Models;
using Npgsql;

namespace CallEvents.Tests.Deployment;

/// <summary>The connections that an overlay's NetworkPolicies allow; policies are additive.</summary>
internal sealed class NetworkAccess(Overlay overlay)
{
    private const string OwnNamespace = "callevents";
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    /// <summary>Every address that a service connects to by its settings.</summary>
    public async Task<IReadOnlyList<(string Host, int Port)>> AddressesAsync(Workload workload)
    {
        await using var service = ConfiguredService.Of(workload, overlay);
        var urls = workload
            .Environment(overlay)
            .Concat(workload.SecretFiles(overlay))
            .Select(variable => Uri.TryCreate(variable.Value, UriKind.Absolute, out var uri) ? uri : null)
            .OfType<Uri>()
            .Where(uri => uri.Scheme is "http" or "https")
            .Select(uri => (uri.Host, uri.Port));
        var broker = service.Broker.Hosts.Select(node => (node.Name, (int)node.Port));
        return [.. urls, .. broker, .. DatabaseAddresses(service.Database)];
    }

    public bool CanReach(Workload workload, string host, int port)
    {
        var peers = EgressPeers(workload, port).ToList();
        return host.Split('.') switch
        {
            [var service, .. [] or [OwnNamespace, "svc"]] => CanReachService(workload, service, port, peers),
            [_, var otherNamespace, "svc"] => peers.Any(peer => peer.NamespaceSelector?.Matches(NamespaceLabels(otherNamespace)) == true),
            _ => peers.Any(peer => peer.IpBlock is { Cidr: "0.0.0.0/0" }),
        };
    }

    /// <summary>The egress ports of a pod, each with the policy that opens it.</summary>
    public IEnumerable<(string Policy, int Port)> OpenPorts(IDictionary<string, string> pod) =>
        from policy in PoliciesFor(pod)
        from rule in policy.Spec.Egress ?? []
        from port in rule.Ports
        select (policy.Metadata.Name, int.Parse(port.Port.Value, CultureInfo.InvariantCulture));

    private static IEnumerable<(string Host, int Port)> DatabaseAddresses(DatabaseOptions database)
    {
        if (database.Kind is not DatabaseKind.PostgreSql)
            return [];
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return connection.Host is { } host ? [(host, connection.Port)] : [];
    }

    private static Dictionary<string, string> NamespaceLabels(string name) => new() { [NamespaceLabel] = name };

    private bool CanReachService(Workload workload, string service, int port, IReadOnlyList<V1NetworkPolicyPeer> peers) =>
        PodBehind(service, port) is { } pod
        && AllowsIngress(workload, pod, port)
        && peers.Any(peer => peer.NamespaceSelector == null && peer.PodSelector?.Matches(pod) == true);

    private IEnumerable<V1NetworkPolicyPeer> EgressPeers(Workload workload, int port) =>
        from policy in PoliciesFor(workload.Labels)
        from rule in policy.Spec.Egress ?? []
        where rule.Ports.Any(open => open.Port.Value == $"{port}")
        from peer in rule.To
        select peer;

    private bool AllowsIngress(Workload workload, IDictionary<string, string> pod, int port) =>
        (
            from policy in PoliciesFor(pod)
            from rule in policy.Spec.Ingress ?? []
            where rule.Ports.Any(open => open.Port.Value == $"{port}")
            from peer in rule.FromProperty
            where peer.NamespaceSelector == null && peer.PodSelector?.Matches(workload.Labels) == true
            select peer
        ).Any();

    private IEnumerable<V1NetworkPolicy> PoliciesFor(IDictionary<string, string> pod) =>
        overlay.Objects<V1NetworkPolicy>().Where(policy => (policy.Spec.PodSelector ?? new V1LabelSelector()).Matches(pod));

    /// <summary>The labels of the pod that a service forwards this port to.</summary>
    private IDictionary<string, string>? PodBehind(string name, int port)
    {
        var service = overlay
            .Objects<V1Service>()
            .SingleOrDefault(service => service.Metadata.Name == name && service.Spec.Ports.Any(open => open.Port == port));
        var brokers = overlay.CustomResources("RabbitmqCluster").Where(cluster => cluster.Name == name);
        return service is null
            ? brokers.Select(Overlay.BrokerLabels).SingleOrDefault()
            : overlay.Workloads.Single(workload => service.Spec.Selector.All(workload.Labels.Contains)).Labels;
    }
}
