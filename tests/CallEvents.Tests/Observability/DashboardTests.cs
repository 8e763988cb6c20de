using System.Globalization;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Observability;

/// <summary>The dashboard's queries, run by a Prometheus over the metrics of services under faults.</summary>
public sealed class DashboardTests
{
    [Fact]
    public void Its_rows_are_the_questions_of_an_operator() =>
        DashboardFile.Rows.ShouldBe([
            "Is it running?",
            "Is it behind, and why?",
            "Was it published?",
            "Did we miss anything?",
            "Revont's API",
            "Consumers",
            "Replicas",
        ]);

    [Fact]
    public void Its_panels_have_descriptions_and_do_not_overlap()
    {
        var panels = DashboardFile.Content["panels"]!.AsArray().Select(panel => panel!).ToList();

        panels.Select(panel => panel["id"]!.GetValue<int>()).ShouldBeUnique();
        panels
            .Where(panel => panel["type"]!.GetValue<string>() != "row")
            .ShouldAllBe(panel => panel["description"]!.GetValue<string>().Length > 0);
        panels.SelectMany(panel => Cells(panel["gridPos"]!)).ShouldBeUnique();

        static IEnumerable<(int, int)> Cells(System.Text.Json.Nodes.JsonNode place) =>
            from x in Enumerable.Range(place["x"]!.GetValue<int>(), place["w"]!.GetValue<int>())
            from y in Enumerable.Range(place["y"]!.GetValue<int>(), place["h"]!.GetValue<int>())
            select (x, y);
    }

    [Fact]
    public async Task Every_query_has_a_result()
    {
        await using var prometheus = await PrometheusServer.StartAsync(await MonitoredServices.All);
        List<string> report = ["Queries of the dashboard over a run of the services under faults: series, samples"];
        List<string> empty = [];
        foreach (var (panel, expression) in DashboardFile.Queries)
        {
            var (series, samples) = await prometheus.QueryAsync(expression);
            report.Add(string.Create(CultureInfo.InvariantCulture, $"{series, 4} {samples, 6}  {panel}: {expression}"));
            if (samples == 0)
                empty.Add(expression);
        }

        empty.ShouldBeEmpty();
        TestReport.Write("dashboard queries", string.Join('\n', report));
    }
}
