using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed partial class ReferenceTests
{
    public static TheoryData<string> Overlays => Overlay.Theory;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void No_secret_is_in_the_repository(string name)
    {
        var overlay = Overlay.Load(name);

        overlay.Manifests.ShouldAllBe(manifest => manifest.Kind != "Secret");
        overlay.All<V1ConfigMap>().SelectMany(map => map.Data).Where(pair => Password().IsMatch(pair.Key + "=" + pair.Value) || Setting.Redact(pair.Value) != pair.Value).ShouldBeEmpty();
        overlay.Workloads.SelectMany(workload => workload.Container.Env ?? []).Where(variable => Password().IsMatch(variable.Name) || Setting.Redact(variable.Value) != variable.Value).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_secret_that_a_pod_mounts_is_made_by_something_with_the_keys_it_names(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var secret in overlay.Workloads.SelectMany(workload => workload.Pod.Volumes ?? []).Select(volume => volume.Secret).OfType<V1SecretVolumeSource>())
        {
            overlay.SecretValues.Keys.ShouldContain(secret.SecretName);
            (secret.Items ?? []).ShouldAllBe(item => overlay.SecretValues[secret.SecretName].ContainsKey(item.Key), secret.SecretName);
            secret.Optional.ShouldNotBe(true, secret.SecretName);
        }
    }

    [Fact]
    public void Each_user_of_the_broker_has_a_secret_that_its_operator_looks_at()
    {
        var production = Overlay.Load("production");
        foreach (var user in production.Custom("User"))
        {
            var secret = user.Text("spec", "importCredentialsSecret", "name");
            production.SecretValues[secret]["username"].ShouldBe(user.Name);
            production.SecretValues[secret].Keys.ShouldBe(["password", "username"], ignoreOrder: true);
            production.Custom("ExternalSecret").Single(manifest => manifest.Name == secret)
                .Text("spec", "target", "template", "metadata", "labels", "rabbitmq.com/topology-operator").ShouldBe("true");
        }
    }

    [Fact]
    public void Every_object_of_the_broker_is_of_the_cluster_that_there_is()
    {
        var production = Overlay.Load("production");
        var cluster = production.Custom("RabbitmqCluster").ShouldHaveSingleItem();
        var certificate = production.Custom("Certificate").ShouldHaveSingleItem();

        var objects = production.Manifests.Where(manifest => manifest.ApiVersion.StartsWith("rabbitmq.com/", StringComparison.Ordinal) && manifest != cluster).ToList();
        objects.Count.ShouldBe(15);
        objects.ShouldAllBe(manifest => manifest.Text("spec", "rabbitmqClusterReference", "name") == cluster.Name);
        cluster.Text("spec", "tls", "secretName").ShouldBe(certificate.Text("spec", "secretName"));
        certificate.At("spec", "dnsNames")!.AsArray().Select(dnsName => dnsName!.GetValue<string>()).ShouldContain($"{cluster.Name}.callevents.svc");
        cluster.At("spec", "replicas")!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public void Production_runs_images_by_their_digest()
    {
        var production = Overlay.Load("production");

        production.Workloads.ShouldAllBe(workload => Digest().IsMatch(workload.Image));
        production.Custom("RabbitmqCluster").ShouldAllBe(cluster => cluster.At("spec", "image") == null);
    }

    [Fact]
    public void Dev_runs_what_was_built_last() =>
        Overlay.Load("dev").Ours.Select(workload => workload.Image).ShouldBe(
            ["callevents/alerting:dev", "callevents/crm-updater:dev", "callevents/poller:dev", "callevents/simulator:dev"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_image_runs_by_what_it_was_built_to_run(string name) =>
        Overlay.Load(name).Ours.ShouldAllBe(workload => workload.Container.Command == null && workload.Image.StartsWith($"callevents/{workload.Name}", StringComparison.Ordinal));

    [GeneratedRegex("(password|apikey|token|secret)", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    [GeneratedRegex("^callevents/[a-z-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
