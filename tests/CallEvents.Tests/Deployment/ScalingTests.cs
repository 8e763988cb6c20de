using System.Text.Json.Nodes;

namespace CallEvents.Tests.Deployment;

public sealed class ScalingTests
{
    private static Overlay Production => Overlay.Load("production");

    private static Manifest Scaled => Production.CustomResources("ScaledObject").ShouldHaveSingleItem();

    private static JsonNode Trigger => Scaled.At("spec", "triggers")!.AsArray().ShouldHaveSingleItem()!;

    [Fact]
    public async Task KEDA_watches_the_queue_of_the_service_that_it_scales()
    {
        var name = Scaled.Text("spec", "scaleTargetRef", "name");
        var workload = Production.Services.Single(workload => workload.Name == name);
        await using var service = ConfiguredService.Of(workload, Production);

        Trigger["metadata"]!["queueName"]!.GetValue<string>().ShouldBe(ConfiguredService.Queues[name]);
        Trigger["metadata"]!["vhostName"]!.GetValue<string>().ShouldBe(service.Broker.VirtualHost);
        workload.Replicas.ShouldBeNull("a replica count in the manifest would override KEDA");
    }

    [Fact]
    public void KEDA_scales_only_the_alerting_and_never_to_zero()
    {
        Scaled.At("spec", "minReplicaCount")!.GetValue<long>().ShouldBeGreaterThan(0);
        Scaled.At("spec", "idleReplicaCount").ShouldBeNull();
        Scaled.Text("spec", "scaleTargetRef", "name").ShouldBe("alerting");
    }

    [Fact]
    public void KEDA_connects_as_a_monitoring_user_over_verified_TLS()
    {
        var name = Trigger["authenticationRef"]!["name"]!.GetValue<string>();
        var authentication = Production.CustomResources("TriggerAuthentication").Single(authentication => authentication.Name == name);
        var parameters = authentication
            .At("spec", "secretTargetRef")!
            .AsArray()
            .ToDictionary(
                reference => reference!["parameter"]!.GetValue<string>(),
                reference => Production.SecretValues[reference!["name"]!.GetValue<string>()][reference["key"]!.GetValue<string>()]
            );

        var host = new Uri(parameters["host"]);
        (host.Scheme, host.UserInfo.Split(':')[0], host.Host, host.Port, host.AbsolutePath).ShouldBe(
            ("https", "monitor", "callevents-rabbitmq.callevents.svc", 15671, "/callevents")
        );
        parameters.Keys.ShouldBe(["ca", "host", "tls"], ignoreOrder: true);
        Trigger["metadata"]!["unsafeSsl"].ShouldBeNull();
    }
}
