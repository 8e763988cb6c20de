using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed class NetworkPolicyTests
{
    private const int Dns = 53;

    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void All_traffic_is_denied_by_default(string name)
    {
        var policy = Overlay.Load(name).Objects<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == "default-deny").Spec;

        policy.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        policy.PodSelector.ShouldSatisfyAllConditions(
            selector => (selector?.MatchLabels).ShouldBeNull(),
            selector => (selector?.MatchExpressions).ShouldBeNull()
        );
        (policy.Ingress, policy.Egress).ShouldBe((null, null));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_policy_selects_existing_pods_and_names_peers_and_ports(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var policy in overlay.Objects<V1NetworkPolicy>())
        {
            var policyName = policy.Metadata.Name;
            overlay.Pods.Any((policy.Spec.PodSelector ?? new()).Matches).ShouldBeTrue(policyName);
            var egress = (policy.Spec.Egress ?? []).Select(rule => (Peers: rule.To, rule.Ports));
            var ingress = (policy.Spec.Ingress ?? []).Select(rule => (Peers: rule.FromProperty, rule.Ports));
            foreach (var (peers, ports) in egress.Concat(ingress))
            {
                ports.ShouldNotBeNull(policyName);
                peers.ShouldNotBeNull(policyName);
                peers.ShouldAllBe(
                    peer => peer.IpBlock != null || peer.NamespaceSelector != null || overlay.Pods.Any(peer.PodSelector.Matches),
                    policyName
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_configured_address_is_reachable(string name)
    {
        var overlay = Overlay.Load(name);
        var network = new NetworkAccess(overlay);
        foreach (var workload in overlay.Services)
        {
            foreach (var (host, port) in await network.AddressesAsync(workload))
                network.CanReach(workload, host, port).ShouldBeTrue($"{workload} to {host}:{port}");
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Only_needed_ports_are_open(string name)
    {
        var overlay = Overlay.Load(name);
        var network = new NetworkAccess(overlay);
        foreach (var workload in overlay.Services)
        {
            var needed = (await network.AddressesAsync(workload)).Select(address => address.Port).Append(Dns);
            network.OpenPorts(workload.Labels).Where(open => !needed.Contains(open.Port)).ShouldBeEmpty(workload.Name);
        }

        foreach (var workload in overlay.Workloads.Except(overlay.Services))
            network.OpenPorts(workload.Labels).ShouldAllBe(open => open.Port == Dns, workload.Name);
    }

    [Fact]
    public void Internet_access_excludes_private_networks_and_cloud_metadata()
    {
        var blocks = Overlay
            .Load("production")
            .Objects<V1NetworkPolicy>()
            .SelectMany(policy => policy.Spec.Egress ?? [])
            .SelectMany(rule => rule.To)
            .Select(peer => peer.IpBlock)
            .OfType<V1IPBlock>()
            .ToDictionary(block => block.Cidr, block => block.Except);

        blocks["0.0.0.0/0"].ShouldBe(["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]);
        blocks["::/0"].ShouldBe(["fc00::/7", "fe80::/10"]);
        blocks.Count.ShouldBe(2);
    }
}
