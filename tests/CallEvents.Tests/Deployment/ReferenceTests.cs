using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed partial class ReferenceTests
{
    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void No_secret_is_in_the_repository(string name)
    {
        var overlay = Overlay.Load(name);

        overlay.Manifests.ShouldAllBe(manifest => manifest.Kind != "Secret");
        overlay
            .Objects<V1ConfigMap>()
            .SelectMany(map => map.Data)
            .Where(pair =>
                SecretWord().IsMatch(pair.Key + "=" + pair.Value)
                || (pair.Value.Contains("://", StringComparison.Ordinal) && Setting.Redact(pair.Value) != pair.Value)
            )
            .ShouldBeEmpty();
        overlay
            .Workloads.SelectMany(workload => workload.Container.Env ?? [])
            .Where(variable => SecretWord().IsMatch(variable.Name) || Setting.Redact(variable.Value) != variable.Value)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_mounted_secret_is_created_with_the_keys_that_are_used(string name)
    {
        var overlay = Overlay.Load(name);
        var mounted = overlay
            .Workloads.SelectMany(workload => workload.Pod.Volumes ?? [])
            .Select(volume => volume.Secret)
            .OfType<V1SecretVolumeSource>();
        foreach (var secret in mounted)
        {
            overlay.SecretValues.Keys.ShouldContain(secret.SecretName);
            (secret.Items ?? []).ShouldAllBe(item => overlay.SecretValues[secret.SecretName].ContainsKey(item.Key), secret.SecretName);
            secret.Optional.ShouldNotBe(true, secret.SecretName);
        }
    }

    [Fact]
    public void Each_broker_user_has_a_secret_that_the_operator_watches()
    {
        var production = Overlay.Load("production");
        foreach (var user in production.CustomResources("User"))
        {
            var secret = user.Text("spec", "importCredentialsSecret", "name");
            production.SecretValues[secret]["username"].ShouldBe(user.Name);
            production.SecretValues[secret].Keys.ShouldBe(["password", "username"], ignoreOrder: true);
            production
                .CustomResources("ExternalSecret")
                .Single(manifest => manifest.Name == secret)
                .Text("spec", "target", "template", "metadata", "labels", "rabbitmq.com/topology-operator")
                .ShouldBe("true");
        }
    }

    [Fact]
    public void Every_broker_object_references_the_declared_cluster()
    {
        var production = Overlay.Load("production");
        var cluster = production.CustomResources("RabbitmqCluster").ShouldHaveSingleItem();
        var certificate = production.CustomResources("Certificate").ShouldHaveSingleItem();

        var objects = production
            .Manifests.Where(manifest => manifest.ApiVersion.StartsWith("rabbitmq.com/", StringComparison.Ordinal) && manifest != cluster)
            .ToList();
        objects.Count.ShouldBe(19);
        objects.ShouldAllBe(manifest => manifest.Text("spec", "rabbitmqClusterReference", "name") == cluster.Name);
        cluster.Text("spec", "tls", "secretName").ShouldBe(certificate.Text("spec", "secretName"));
        certificate
            .At("spec", "dnsNames")!
            .AsArray()
            .Select(dnsName => dnsName!.GetValue<string>())
            .ShouldContain($"{cluster.Name}.callevents.svc");
        cluster.At("spec", "replicas")!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public void Production_runs_images_by_digest()
    {
        var production = Overlay.Load("production");

        production.Workloads.ShouldAllBe(workload => Digest().IsMatch(workload.Image));
        production.CustomResources("RabbitmqCluster").ShouldAllBe(cluster => cluster.At("spec", "image") == null);
    }

    [Fact]
    public void Dev_runs_the_images_built_last() =>
        Overlay
            .Load("dev")
            .OwnWorkloads.Select(workload => workload.Image)
            .ShouldBe(
                ["callevents/alerting:dev", "callevents/crm-updater:dev", "callevents/poller:dev", "callevents/simulator:dev"],
                ignoreOrder: true
            );

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_image_runs_its_own_entry_point(string name) =>
        Overlay
            .Load(name)
            .OwnWorkloads.ShouldAllBe(workload =>
                workload.Container.Command == null && workload.Image.StartsWith($"callevents/{workload.Name}", StringComparison.Ordinal)
            );

    [GeneratedRegex("(password|apikey|token|secret)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretWord();

    [GeneratedRegex("^callevents/[a-z-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
