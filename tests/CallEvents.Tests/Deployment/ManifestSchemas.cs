using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CallEvents.TestSupport;
using NJsonSchema;
using NJsonSchema.Validation;

namespace CallEvents.Tests.Deployment;

/// <summary>Validates a manifest by the JSON schema of its kind: of a Kubernetes version, or of a custom resource.</summary>
internal static class ManifestSchemas
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Files = new();
    private static readonly ConcurrentDictionary<string, Lazy<Dictionary<string, string>>> Definitions = new();

    public static readonly string[] Versions = ["v1.32.0", "v1.35.0"];

    /// <returns>The errors, each with its path; a kind without a schema is an error too.</returns>
    public static IReadOnlyList<string> Validate(Manifest manifest, string version) =>
        (manifest.IsBuiltIn ? BuiltIn(manifest, version) : Custom(manifest)) is { } schema
            ? [.. schema.Validate(manifest.Json.ToJsonString()).SelectMany(error => Describe(error, manifest))]
            : [$"{manifest}: there is no schema of {manifest.ApiVersion} {manifest.Kind}"];

    private static JsonSchema? BuiltIn(Manifest manifest, string version)
    {
        var file = $"kubernetes-{version}-strict";
        var names = Definitions.GetOrAdd(file, name => new(() => ReadNames(name))).Value;
        return names.TryGetValue($"{manifest.ApiVersion} {manifest.Kind}", out var definition) ? Load(file).Definitions[definition] : null;
    }

    private static JsonSchema? Custom(Manifest manifest)
    {
        var (group, version) = manifest.ApiVersion.Split('/') is [var left, var right] ? (left, right) : ("", manifest.ApiVersion);
        var file = $"{group}_{manifest.Kind.ToLowerInvariant()}_{version}";
        return File.Exists(PathOf(file)) ? Load(file) : null;
    }

    private static Dictionary<string, string> ReadNames(string file) =>
        JsonNode.Parse(File.ReadAllText(PathOf(file)))!["definitions"]!
            .AsObject()
            .SelectMany(definition =>
                (definition.Value!["x-kubernetes-group-version-kind"]?.AsArray() ?? []).Select(kind =>
                    (Kind: FullName(kind!), definition.Key)
                )
            )
            .ToDictionary(pair => pair.Kind, pair => pair.Key);

    private static string FullName(JsonNode kind)
    {
        var group = kind["group"]!.GetValue<string>();
        return $"{(group.Length > 0 ? $"{group}/" : "")}{kind["version"]} {kind["kind"]}";
    }

    private static JsonSchema Load(string file) =>
        Files.GetOrAdd(file, name => new(() => JsonSchema.FromFileAsync(PathOf(name)).GetAwaiter().GetResult())).Value;

    private static string PathOf(string file) =>
        Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "Deployment", "Schemas", $"{file}.json");

    private static IEnumerable<string> Describe(ValidationError error, Manifest manifest) =>
        error is ChildSchemaValidationError { Errors: var children }
            ? children.Values.SelectMany(inner => inner).SelectMany(inner => Describe(inner, manifest))
            : [$"{manifest} {error.Path}: {error.Kind}"];
}
