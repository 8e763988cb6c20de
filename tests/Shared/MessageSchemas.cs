using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace CallEvents.TestSupport;

/// <summary>Holds a message that was seen on the wire to the schemas that the contracts publish.</summary>
/// <remarks>
/// NJsonSchema knows draft 4 with some of what came later. The schemas use only what it enforces; a test with a wrong message for each
/// keyword proves that.
/// </remarks>
internal static class MessageSchemas
{
    private const string Urn = "urn:message:CallEvents.Contracts:";

    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    /// <summary>Checks the <c>message</c> member of an envelope; <c>CallRecorded</c> is a type name.</summary>
    /// <returns>What is wrong, each with its path; empty when nothing is.</returns>
    public static IReadOnlyList<string> Validate(string messageTypeName, string messageJson) =>
        Check(JsonNamingPolicy.KebabCaseLower.ConvertName(messageTypeName), messageJson);

    /// <summary>Checks a whole envelope, and the message in it by the schema of its type.</summary>
    /// <returns>What is wrong, each with its path; empty when nothing is.</returns>
    public static IReadOnlyList<string> ValidateEnvelope(string json)
    {
        var errors = Check("envelope", json);
        if (errors.Count > 0)
            return errors;
        var envelope = JsonNode.Parse(json)!;
        var names = envelope["messageType"]!.AsArray()
            .Select(urn => urn!.GetValue<string>())
            .Where(urn => urn.StartsWith(Urn, StringComparison.Ordinal))
            .Select(urn => urn[Urn.Length..])
            .ToList();
        return names.Count == 0
            ? [$"#/messageType: none begins with {Urn}"]
            : [.. names.SelectMany(name => Validate(name, envelope["message"]!.ToJsonString()).Select(error => $"{name} {error}"))];
    }

    private static IReadOnlyList<string> Check(string schema, string json)
    {
        var loaded = Schemas.GetOrAdd(schema, name => new(() => Load(name))).Value;
        try
        {
            return [.. loaded.Validate(json).SelectMany(Describe)];
        }
        // A number beyond 64 bits, or text that is no JSON, ends NJsonSchema with an exception rather than an error.
        catch (Exception e) when (e is InvalidCastException or OverflowException or Newtonsoft.Json.JsonException)
        {
            return [$"#: {e.Message}"];
        }
    }

    private static JsonSchema Load(string name) =>
        JsonSchema.FromFileAsync(Path.Combine(Repository.Contracts, "schemas", $"{name}.json")).GetAwaiter().GetResult();

    private static IEnumerable<string> Describe(ValidationError error) => error is ChildSchemaValidationError { Errors: var children }
        ? children.Values.SelectMany(inner => inner).SelectMany(Describe).DefaultIfEmpty(Sentence(error))
        : [Sentence(error)];

    private static string Sentence(ValidationError error) => $"{error.Path}: {error.Kind}";
}
