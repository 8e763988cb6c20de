using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed class DisruptionTests
{
    public static TheoryData<string> Overlays => Overlay.Theory;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_pod_has_longer_to_stop_than_its_host_and_that_longer_than_its_bus(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Services)
        {
            await using var service = Service.Of(workload, overlay);
            var pod = TimeSpan.FromSeconds(workload.Pod.TerminationGracePeriodSeconds.ShouldNotBeNull());

            pod.ShouldBeGreaterThanOrEqualTo(service.HostStopsWithin + TimeSpan.FromSeconds(10), workload.Name);
            service.HostStopsWithin.ShouldBeGreaterThan(service.BusStopsWithin, workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_budget_is_of_pods_that_there_are_and_lets_a_node_be_drained(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var budget in overlay.All<V1PodDisruptionBudget>())
        {
            overlay.Pods.Count(budget.Spec.Selector.Selects).ShouldBe(1, budget.Metadata.Name);
            budget.Spec.MinAvailable.ShouldBeNull(budget.Metadata.Name);
            budget.Spec.MaxUnavailable.Value.ShouldBe("1", budget.Metadata.Name);
        }

        overlay.All<V1PodDisruptionBudget>().Select(budget => budget.Metadata.Name).ShouldBe(
            Service.Names.Concat(overlay.Custom("RabbitmqCluster").Select(cluster => cluster.Name)), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Replicas_are_spread_over_nodes_and_zones(string name)
    {
        foreach (var workload in Overlay.Load(name).Services)
        {
            workload.Pod.TopologySpreadConstraints.Select(spread => spread.TopologyKey).ShouldBe(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
            workload.Pod.TopologySpreadConstraints.ShouldAllBe(spread => spread.LabelSelector.Selects(workload.Labels), workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_deployment_finds_its_own_pods_and_nobody_elses(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Workloads)
        {
            workload.Selector.Selects(workload.Labels).ShouldBeTrue(workload.Name);
            overlay.Pods.Count(workload.Selector.Selects).ShouldBe(1, workload.Name);
        }
    }

    [Fact]
    public void In_production_an_upgrade_takes_no_replica_away_before_another_is_ready()
    {
        var overlay = Overlay.Load("production");
        foreach (var deployment in overlay.All<V1Deployment>())
            deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value.ShouldBe("0", deployment.Metadata.Name);

        overlay.Services.ToDictionary(workload => workload.Name, workload => workload.Replicas)
            .ShouldBe(new Dictionary<string, int?> { ["poller"] = 3, ["crm-updater"] = 2, ["alerting"] = null }, ignoreOrder: true);
    }
}
