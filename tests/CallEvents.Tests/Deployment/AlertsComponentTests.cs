using CallEvents.ServiceDefaults.People;
using CallEvents.TestSupport;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

/// <summary>The components that give alerting rules, people, and ways out; no overlay of the repository has them.</summary>
public sealed class AlertsComponentTests
{
    private static readonly Dictionary<string, string> Alerting = new() { ["app.kubernetes.io/name"] = "alerting" };

    [Theory]
    [InlineData("alerts")]
    [InlineData("alerts", "alerts-email")]
    [InlineData("crm", "alerts")]
    public void Every_object_is_valid_for_Kubernetes(params string[] components)
    {
        var manifests = Render(components);

        // Of a Secret, kustomize breaks the base64 into lines, which Kubernetes accepts and the schema's format does not.
        var validated = manifests.Where(manifest => manifest.Kind != "Secret").ToList();
        foreach (var version in ManifestSchemas.Versions)
            validated.SelectMany(manifest => ManifestSchemas.Validate(manifest, version)).ShouldBeEmpty(version);
        manifests.Select(manifest => $"{manifest.ApiVersion} {manifest}").ShouldBeUnique();
        manifests.Where(manifest => manifest.Kind != "Namespace").ShouldAllBe(manifest => manifest.Namespace == "callevents");
    }

    [Fact]
    public void The_files_are_mounted_where_the_settings_expect_them()
    {
        var manifests = Render("alerts");
        var alerting = WorkloadOf(manifests, "alerting");
        var settings = SettingsOf(manifests, alerting);

        var rules = alerting.Mounted(FolderOf(settings["Alerting__RulesFile"])).ShouldHaveSingleItem().ConfigMap.Name;
        Objects<V1ConfigMap>(manifests)
            .Single(map => map.Metadata.Name == rules)
            .Data.Keys.ShouldBe([Path.GetFileName(settings["Alerting__RulesFile"])]);
        var people = alerting.Mounted(FolderOf(settings["People__File"])).ShouldHaveSingleItem().Secret.SecretName;
        Objects<V1Secret>(manifests)
            .Single(secret => secret.Metadata.Name == people)
            .Data.Keys.ShouldBe([Path.GetFileName(settings["People__File"])]);

        static string FolderOf(string file) => Path.GetDirectoryName(file)!;
    }

    [Theory]
    [InlineData("alerts", "alerting", "Alerting__DryRun")]
    [InlineData("crm", "crm-updater", "Crm__DryRun")]
    public void Settings_of_the_overlay_have_precedence(string component, string service, string setting)
    {
        var settings = SettingsOf(Render([]), WorkloadOf(Render([]), service));
        var added = SettingsOf(Render(component), WorkloadOf(Render(component), service));
        var manifests = Render([component], $"configMapGenerator: [{{name: {service}, behavior: merge, literals: [{setting}=false]}}]");

        added.Count.ShouldBeGreaterThan(settings.Count);
        settings.ShouldBeSubsetOf(added, "a setting of the base would have precedence over the component's");
        added[setting].ShouldBe("true", "the first run sends nothing");
        SettingsOf(manifests, WorkloadOf(manifests, service))[setting].ShouldBe("false");
    }

    [Fact]
    public void Mail_servers_are_reachable_with_the_component_for_email_only()
    {
        OpenPorts(Render([])).ShouldNotContain("443");
        OpenPorts(Render("alerts")).ShouldContain("443");
        OpenPorts(Render("alerts")).ShouldNotContain(port => port == "587" || port == "465");
        OpenPorts(Render("alerts", "alerts-email")).Where(port => port is "587" or "465").ShouldBe(["587", "465"]);
    }

    [Fact]
    public void The_cluster_and_private_networks_stay_closed() =>
        Objects<V1NetworkPolicy>(Render("alerts", "alerts-email"))
            .SelectMany(policy => policy.Spec.Egress ?? [])
            .SelectMany(rule => rule.To)
            .Select(peer => peer.IpBlock)
            .OfType<V1IPBlock>()
            .Where(block => block.Cidr == "0.0.0.0/0")
            .ShouldAllBe(block => block.Except.Contains("169.254.0.0/16") && block.Except.Contains("10.0.0.0/8"));

    [Fact]
    public void The_people_file_is_valid_and_the_rules_are_those_of_Compose()
    {
        var folder = Path.Combine(Kustomize.Folder, "components", "alerts");
        PeopleFile.Parse(File.ReadAllText(Path.Combine(folder, "people.yaml")), "people.yaml").Problems.ShouldBeEmpty();
        WithoutComments(Path.Combine(folder, "rules.yaml"))
            .ShouldBe(WithoutComments(Path.Combine(Repository.Root, "deploy", "compose", "alerts", "rules.yaml")));
    }

    private static IEnumerable<string> WithoutComments(string file) => File.ReadLines(file).Where(line => !line.StartsWith('#'));

    private static IEnumerable<string> OpenPorts(IReadOnlyList<Manifest> manifests) =>
        from policy in Objects<V1NetworkPolicy>(manifests)
        where (policy.Spec.PodSelector ?? new V1LabelSelector()).Matches(Alerting)
        from rule in policy.Spec.Egress ?? []
        from port in rule.Ports
        select port.Port.Value;

    private static Workload WorkloadOf(IReadOnlyList<Manifest> manifests, string name) =>
        Workload.Of(Objects<V1Deployment>(manifests).Single(deployment => deployment.Metadata.Name == name));

    /// <summary>The settings in the environment: of two ConfigMaps with the same key, the later one counts.</summary>
    private static Dictionary<string, string> SettingsOf(IReadOnlyList<Manifest> manifests, Workload workload) =>
        workload
            .Container.EnvFrom.SelectMany(source =>
                Objects<V1ConfigMap>(manifests).Single(map => map.Metadata.Name == source.ConfigMapRef.Name).Data
            )
            .GroupBy(setting => setting.Key)
            .ToDictionary(setting => setting.Key, setting => setting.Last().Value);

    private static IEnumerable<T> Objects<T>(IReadOnlyList<Manifest> manifests) =>
        manifests.Where(manifest => manifest.IsBuiltIn).Select(manifest => manifest.Typed).OfType<T>();

    /// <summary>The base with some components, as an overlay of yours would have them.</summary>
    private static IReadOnlyList<Manifest> Render(params string[] components) => Render(components, "");

    private static IReadOnlyList<Manifest> Render(string[] components, string more)
    {
        var folder = TemporaryFolder.Create();
        var toKubernetes = Path.GetRelativePath(folder, Kustomize.Folder);
        File.WriteAllLines(
            Path.Combine(folder, "kustomization.yaml"),
            [
                "apiVersion: kustomize.config.k8s.io/v1beta1",
                "kind: Kustomization",
                "namespace: callevents",
                $"resources: [{toKubernetes}/base]",
                $"components: [{string.Join(", ", components.Select(component => $"{toKubernetes}/components/{component}"))}]",
                more,
            ]
        );
        return Manifest.LoadAll(Kustomize.Render(folder));
    }
}
