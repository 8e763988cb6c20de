using System.Text.Json.Nodes;
using CallEvents.Tests.Deployment;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Observability;

/// <summary>The files of the alerts: valid, tested, documented, and the same for Kubernetes.</summary>
public sealed class AlertTests
{
    public static TheoryData<string> Names => [.. AlertFile.Alerts.Select(alert => alert.Name)];

    [Fact]
    public void The_rules_are_valid_and_fire_when_they_should()
    {
        Promtool.Run("check", "rules", AlertFile.Path);
        Promtool.Run("test", "rules", AlertFile.TestsPath);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_alert_is_tested_to_fire_and_not_to_fire(string name)
    {
        var tests = AlertFile.TestsOf(name);

        tests.ShouldContain(isFiring => isFiring);
        tests.ShouldContain(isFiring => !isFiring);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_alert_has_a_severity_a_summary_and_a_section_of_its_name_in_the_runbook(string name)
    {
        var alert = AlertFile.Alerts.Single(alert => alert.Name == name);
        var runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

        alert.Labels["severity"].ShouldBeOneOf("critical", "warning");
        alert.Annotations["summary"].ShouldNotBeEmpty();
        alert.Annotations["runbook_url"].ShouldBe($"docs/operations.md#{name.ToLowerInvariant()}");
        runbook.Split('\n').ShouldContain($"### {name}");
    }

    [Fact]
    public void The_runbook_has_no_section_of_an_alert_that_does_not_exist() =>
        File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith("### CallEvents", StringComparison.Ordinal))
            .Select(line => line[4..])
            .ShouldBe(AlertFile.Alerts.Select(alert => alert.Name), ignoreOrder: true);

    [Fact]
    public void Kubernetes_has_the_same_alerts_and_the_same_dashboard()
    {
        var manifests = Manifest.LoadAll(Kustomize.Render("overlays/production"));

        var rule = manifests.Single(manifest => manifest.Kind == "PrometheusRule");
        JsonNode.DeepEquals(rule.At("spec", "groups"), Manifest.ToJson(AlertFile.Groups)).ShouldBeTrue();

        var dashboard = manifests.Single(manifest => manifest.Name == "callevents-dashboard");
        dashboard.Text("metadata", "labels", "grafana_dashboard").ShouldBe("1");
        dashboard.Text("data", "dashboard.json").ShouldBe(File.ReadAllText(DashboardFile.Path));
    }
}
