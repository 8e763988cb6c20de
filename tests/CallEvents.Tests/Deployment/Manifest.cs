using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CallEvents.Tests.Deployment;

/// <summary>One object of a rendered kustomization: as text, as JSON, and as Kubernetes' own type where it is a built-in kind.</summary>
internal sealed record Manifest(string Yaml, JsonObject Json)
{
    private const string Separator = "---\n";

    public string ApiVersion => Text("apiVersion");

    public string Kind => Text("kind");

    public string Name => Text("metadata", "name");

    public string? Namespace => Json["metadata"]?["namespace"]?.GetValue<string>();

    public bool IsBuiltIn =>
        !ApiVersion.Split('/')[0].Contains('.', StringComparison.Ordinal) || ApiVersion.Contains(".k8s.io/", StringComparison.Ordinal);

    /// <summary>The object as Kubernetes' own type. An unknown member is an error.</summary>
    public object Typed => KubernetesYaml.LoadAllFromString(Yaml, null, strict: true).ShouldHaveSingleItem();

    public static IReadOnlyList<Manifest> LoadAll(string yaml) =>
        [.. $"\n{yaml}".Split($"\n{Separator}", StringSplitOptions.RemoveEmptyEntries).Where(text => text.Trim().Length > 0).Select(Load)];

    public string Text(params string[] path) => At(path)!.GetValue<string>();

    public JsonNode? At(params string[] path) => path.Aggregate((JsonNode?)Json, (node, step) => node?[step]);

    public override string ToString() => $"{Kind} {Name}";

    private static Manifest Load(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return new(yaml, (JsonObject)ToJson(stream.Documents.ShouldHaveSingleItem().RootNode)!);
    }

    public static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), ToJson(pair.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Select(ToJson)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } => Plain(plain),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };

    private static JsonValue? Plain(string text) =>
        text switch
        {
            "" or "null" or "~" => null,
            "true" or "false" => JsonValue.Create(text == "true"),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(
                whole
            ),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
}
