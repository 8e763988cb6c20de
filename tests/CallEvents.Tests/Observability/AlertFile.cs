using CallEvents.TestSupport;
using YamlDotNet.RepresentationModel;

namespace CallEvents.Tests.Observability;

/// <summary>The alerts of <c>deploy/observability</c>.</summary>
internal static class AlertFile
{
    public static string Folder { get; } = System.IO.Path.Combine(Repository.Root, "deploy", "observability");

    public static string Path { get; } = System.IO.Path.Combine(Folder, "rules.yml");

    public static string TestsPath { get; } = System.IO.Path.Combine(Folder, "rules.test.yml");

    private static readonly Lazy<YamlMappingNode> Rules = new(() => Load(Path));
    private static readonly Lazy<YamlMappingNode> Tests = new(() => Load(TestsPath));

    public static YamlNode Groups => Rules.Value["groups"];

    public static IReadOnlyList<Alert> Alerts { get; } =
    [
        .. ((YamlSequenceNode)Groups)
            .SelectMany(group => (YamlSequenceNode)group["rules"])
            .Select(rule => new Alert(Text(rule["alert"]), Text(rule["expr"]), Texts(rule["labels"]), Texts(rule["annotations"]))),
    ];

    /// <summary>Whether the alert fires, in each of its tests.</summary>
    public static IReadOnlyList<bool> TestsOf(string alert) =>
        [
            .. ((YamlSequenceNode)Tests.Value["tests"])
                .SelectMany(test => (YamlSequenceNode)test["alert_rule_test"])
                .Where(test => Text(test["alertname"]) == alert)
                .Select(test => ((YamlSequenceNode)test["exp_alerts"]).Any()),
        ];

    private static YamlMappingNode Load(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(path)));
        return (YamlMappingNode)stream.Documents.ShouldHaveSingleItem().RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static Dictionary<string, string> Texts(YamlNode node) =>
        ((YamlMappingNode)node).ToDictionary(pair => Text(pair.Key), pair => Text(pair.Value));

    internal sealed record Alert(
        string Name,
        string Expression,
        IReadOnlyDictionary<string, string> Labels,
        IReadOnlyDictionary<string, string> Annotations
    );
}
