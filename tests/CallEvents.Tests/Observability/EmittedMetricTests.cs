namespace CallEvents.Tests.Observability;

/// <summary>The dashboard and the alerts name what the services emit: metrics with their units, labels, and values of labels.</summary>
public sealed class EmittedMetricTests
{
    private static readonly string[] LabelsOfEvery = ["job", "instance", "le"];

    public static TheoryData<string> Queries =>
        [.. AlertFile.Alerts.Select(alert => alert.Expression).Concat(DashboardFile.Queries.Select(query => query.Expression)).Distinct()];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_metric_and_label_of_a_query_is_emitted(string query)
    {
        var emitted = (await MonitoredServices.All).ByName;
        var selectors = PromQuery.Selectors(query).ToList();

        selectors.ShouldNotBeEmpty();
        HashSet<string> labelsOfAll = [];
        foreach (var selector in selectors)
        {
            emitted[selector.Name].ShouldNotBeEmpty(selector.Name);
            var labels = emitted[selector.Name].SelectMany(series => series.Labels.Keys).Concat(LabelsOfEvery).ToHashSet();
            selector.Matchers.Select(matcher => matcher.Label).ShouldBeSubsetOf(labels);
            emitted[selector.Name].ShouldContain(series => selector.Selects(series), $"{selector}");
            labelsOfAll.UnionWith(labels);
        }

        PromQuery.Grouping(query).ShouldBeSubsetOf(labelsOfAll);
    }
}
