using System.Text.Json.Nodes;

namespace CallEvents.Tests.Observability;

/// <summary>The queries of the dashboard in <c>deploy/observability</c>, with Grafana's variables replaced.</summary>
internal static class DashboardFile
{
    public static string Path { get; } = System.IO.Path.Combine(AlertFile.Folder, "dashboard.json");

    public static JsonNode Content { get; } = JsonNode.Parse(File.ReadAllText(Path))!;

    public static IReadOnlyList<(string Panel, string Expression)> Queries { get; } =
    [
        .. Content["panels"]!
            .AsArray()
            .SelectMany(panel =>
                (panel!["targets"]?.AsArray() ?? []).Select(target => (Title(panel), Replace(target!["expr"]!.GetValue<string>())))
            ),
    ];

    /// <summary>The headings, in their order.</summary>
    public static IEnumerable<string> Rows =>
        Content["panels"]!.AsArray().Where(panel => panel!["type"]!.GetValue<string>() == "row").Select(panel => Title(panel!));

    private static string Title(JsonNode panel) => panel["title"]!.GetValue<string>();

    private static string Replace(string expression) =>
        expression.Replace("$workspace", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "5m", StringComparison.Ordinal);
}
