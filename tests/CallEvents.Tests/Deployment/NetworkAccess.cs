using CallEvents.ServiceDefaults.Database;
using k8s.Models;
using Npgsql;

namespace CallEvents.Tests.Deployment;

/// <summary>Who may speak to whom under an overlay's NetworkPolicies, which add up.</summary>
internal sealed class NetworkAccess(Overlay overlay)
{
    private const string OwnNamespace = "callevents";
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    /// <summary>Everywhere that a service has to reach by its settings.</summary>
    public async Task<IReadOnlyList<(string Host, int Port)>> AddressesAsync(Workload workload)
    {
        await using var service = ConfiguredService.Of(workload, overlay);
        var webSites = workload.Environment(overlay).Select(variable => Uri.TryCreate(variable.Value, UriKind.Absolute, out var uri) ? uri : null)
            .OfType<Uri>().Where(uri => uri.Scheme is "http" or "https").Select(uri => (uri.Host, uri.Port));
        var broker = service.Broker.Hosts.Select(node => (node.Name, (int)node.Port));
        IEnumerable<(string, int)> database = service.Database.Kind is DatabaseKind.PostgreSql && new NpgsqlConnectionStringBuilder(service.Database.ConnectionString) is { Host: { } host } at
            ? [(host, at.Port)]
            : [];
        return [.. webSites, .. broker, .. database];
    }

    public bool CanReach(Workload workload, string host, int port)
    {
        var peers = EgressPeers(workload, port).ToList();
        return host.Split('.') switch
        {
            [var service, .. [] or [OwnNamespace, "svc"]] => PodBehind(service, port) is { } pod && AllowsIngress(workload, pod, port)
                && peers.Any(peer => peer.NamespaceSelector == null && peer.PodSelector?.Matches(pod) == true),
            [_, var elsewhere, "svc"] => peers.Any(peer => peer.NamespaceSelector?.Matches(new Dictionary<string, string> { [NamespaceLabel] = elsewhere }) == true),
            _ => peers.Any(peer => peer.IpBlock is { Cidr: "0.0.0.0/0" }),
        };
    }

    /// <summary>The ports that a pod may speak to, with the policy that says so.</summary>
    public IEnumerable<(string Policy, int Port)> OpenPorts(IDictionary<string, string> pod) =>
        from policy in PoliciesFor(pod)
        from rule in policy.Spec.Egress ?? []
        from port in rule.Ports
        select (policy.Metadata.Name, int.Parse(port.Port.Value));

    private IEnumerable<V1NetworkPolicyPeer> EgressPeers(Workload workload, int port) =>
        from policy in PoliciesFor(workload.Labels)
        from rule in policy.Spec.Egress ?? []
        where rule.Ports.Any(open => open.Port.Value == $"{port}")
        from peer in rule.To
        select peer;

    private bool AllowsIngress(Workload workload, IDictionary<string, string> pod, int port) =>
        PoliciesFor(pod).SelectMany(policy => policy.Spec.Ingress ?? []).Any(rule =>
            rule.Ports.Any(open => open.Port.Value == $"{port}") && rule.FromProperty.Any(peer => peer.NamespaceSelector == null && peer.PodSelector?.Matches(workload.Labels) == true));

    private IEnumerable<V1NetworkPolicy> PoliciesFor(IDictionary<string, string> pod) =>
        overlay.Objects<V1NetworkPolicy>().Where(policy => (policy.Spec.PodSelector ?? new V1LabelSelector()).Matches(pod));

    private IDictionary<string, string>? PodBehind(string service, int port) =>
        overlay.Objects<V1Service>().SingleOrDefault(candidate => candidate.Metadata.Name == service && candidate.Spec.Ports.Any(open => open.Port == port)) is { } found
            ? overlay.Workloads.Single(workload => found.Spec.Selector.All(workload.Labels.Contains)).Labels
            : overlay.CustomResources("RabbitmqCluster").Where(cluster => cluster.Name == service).Select(Overlay.BrokerLabels).SingleOrDefault();
}
