using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed class DisruptionTests
{
    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_have_longer_to_stop_than_hosts_and_hosts_longer_than_buses(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            var pod = TimeSpan.FromSeconds(workload.Pod.TerminationGracePeriodSeconds.ShouldNotBeNull());

            pod.ShouldBeGreaterThanOrEqualTo(service.HostShutdownTimeout + TimeSpan.FromSeconds(10), workload.Name);
            service.HostShutdownTimeout.ShouldBeGreaterThan(service.BusStopTimeout, workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Disruption_budgets_select_existing_pods_and_allow_a_node_drain(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var budget in overlay.Objects<V1PodDisruptionBudget>())
        {
            overlay.Pods.Count(budget.Spec.Selector.Matches).ShouldBe(1, budget.Metadata.Name);
            budget.Spec.MinAvailable.ShouldBeNull(budget.Metadata.Name);
            budget.Spec.MaxUnavailable.Value.ShouldBe("1", budget.Metadata.Name);
        }

        overlay
            .Objects<V1PodDisruptionBudget>()
            .Select(budget => budget.Metadata.Name)
            .ShouldBe(
                ConfiguredService.Names.Concat(overlay.CustomResources("RabbitmqCluster").Select(cluster => cluster.Name)),
                ignoreOrder: true
            );
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Replicas_are_spread_over_nodes_and_zones(string name)
    {
        foreach (var workload in Overlay.Load(name).Services)
        {
            var constraints = workload.Pod.TopologySpreadConstraints;
            constraints.Select(spread => spread.TopologyKey).ShouldBe(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
            constraints.ShouldAllBe(spread => spread.LabelSelector.Matches(workload.Labels), workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_deployment_selects_only_its_own_pods(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Workloads)
        {
            workload.Selector.Matches(workload.Labels).ShouldBeTrue(workload.Name);
            overlay.Pods.Count(workload.Selector.Matches).ShouldBe(1, workload.Name);
        }
    }

    [Fact]
    public void A_production_upgrade_removes_no_replica_before_another_is_ready()
    {
        var overlay = Overlay.Load("production");
        foreach (var deployment in overlay.Objects<V1Deployment>())
            deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value.ShouldBe("0", deployment.Metadata.Name);

        overlay
            .Services.ToDictionary(workload => workload.Name, workload => workload.Replicas)
            .ShouldBe(
                new Dictionary<string, int?>
                {
                    ["poller"] = 3,
                    ["crm-updater"] = 2,
                    ["alerting"] = null,
                },
                ignoreOrder: true
            );
    }
}
