using CallEvents.Simulator;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed class ProbeTests
{
    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_probe_requests_an_existing_route(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            foreach (var probe in Probes(workload))
            {
                service.Routes.ShouldContain(probe.HttpGet.Path);
                workload.PortOf(probe.HttpGet.Port).ShouldBe(service.ListenAddress.Port, workload.Name);
            }
        }
    }

    [Fact]
    public async Task Every_probe_of_the_simulator_requests_an_existing_route()
    {
        var overlay = Overlay.Load("dev");
        var workload = overlay.OwnWorkloads.Single(workload => workload.Name == "simulator");
        var testEnded = TestContext.Current.CancellationToken;
        await using var simulator = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 1 }, ct: testEnded);
        using var client = new HttpClient();

        foreach (var probe in Probes(workload))
        {
            using var response = await client.GetAsync(new Uri(simulator.BaseUrl, probe.HttpGet.Path), testEnded);
            response.IsSuccessStatusCode.ShouldBeTrue(probe.HttpGet.Path);
            var url = $"http://+:{workload.PortOf(probe.HttpGet.Port)}";
            workload.Environment(overlay).ShouldContain(KeyValuePair.Create(SimulatorArguments.UrlsVariable, url));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Neither_a_remote_outage_nor_a_long_migration_restarts_a_pod(string name)
    {
        foreach (var workload in Overlay.Load(name).Services)
        {
            var container = workload.Container;
            container.LivenessProbe.HttpGet.Path.ShouldBe("/health/live");
            container.StartupProbe.HttpGet.Path.ShouldBe("/health/live");
            container.ReadinessProbe.HttpGet.Path.ShouldBe("/health/ready");
            (container.StartupProbe.PeriodSeconds * container.StartupProbe.FailureThreshold)
                .ShouldNotBeNull()
                .ShouldBeGreaterThanOrEqualTo(300, workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_has_three_probes_and_resource_requests(string name)
    {
        foreach (var workload in Overlay.Load(name).Workloads)
        {
            Probes(workload).Count.ShouldBe(3, workload.Name);
            foreach (var probe in Probes(workload))
                workload.PortOf((probe.HttpGet?.Port ?? probe.TcpSocket.Port)!).ShouldBeGreaterThan(0, workload.Name);
            workload.Container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, customMessage: workload.Name);
            workload.Container.Resources.Limits.Keys.ShouldBe(["memory"], workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_service_targets_a_port_of_a_pod(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var service in overlay.Objects<V1Service>())
        {
            var target = overlay
                .Workloads.Where(workload => service.Spec.Selector.All(workload.Labels.Contains))
                .ShouldHaveSingleItem(service.Metadata.Name);
            foreach (var port in service.Spec.Ports)
                target.PortOf(port.TargetPort).ShouldBe(port.Port, service.Metadata.Name);
        }

        foreach (var set in overlay.Objects<V1StatefulSet>())
            overlay.Objects<V1Service>().ShouldContain(service => service.Metadata.Name == set.Spec.ServiceName);
    }

    private static List<V1Probe> Probes(Workload workload)
    {
        var container = workload.Container;
        return [.. new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.OfType<V1Probe>()];
    }
}
