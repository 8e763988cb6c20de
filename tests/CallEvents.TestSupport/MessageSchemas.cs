using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace CallEvents.TestSupport;

/// <summary>Validates messages from the wire against the schemas that the contracts publish.</summary>
/// <remarks>
/// NJsonSchema implements draft 4 and parts of later drafts. The schemas use only keywords that it enforces; a test with an invalid
/// message for each keyword proves that.
/// </remarks>
internal static class MessageSchemas
{
    private const string Urn = "urn:message:CallEvents.Contracts:";

    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    /// <summary>Validates the <c>message</c> member of an envelope; <c>CallRecorded</c> is a type name.</summary>
    /// <returns>The errors, each with its path; empty for a valid message.</returns>
    public static IReadOnlyList<string> Validate(string messageTypeName, string messageJson) =>
        Check($"schemas/{JsonNamingPolicy.KebabCaseLower.ConvertName(messageTypeName)}.json", messageJson);

    /// <summary>Validates the body of a webhook; <c>call-logged</c> is a name.</summary>
    /// <returns>The errors, each with its path; empty for a valid body.</returns>
    public static IReadOnlyList<string> ValidateWebhook(string name, string json) => Check($"webhooks/schemas/{name}.json", json);

    /// <summary>Validates a whole envelope, and its message by the schema of its type.</summary>
    /// <returns>The errors, each with its path; empty for a valid envelope.</returns>
    public static IReadOnlyList<string> ValidateEnvelope(string json)
    {
        var errors = Check("schemas/envelope.json", json);
        if (errors.Count > 0)
            return errors;
        var envelope = JsonNode.Parse(json)!;
        var names = envelope["messageType"]!
            .AsArray()
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
        var loaded = Schemas.GetOrAdd(schema, file => new(() => Load(file))).Value;
        try
        {
            return [.. loaded.Validate(json).SelectMany(Describe)];
        }
        // For a number beyond 64 bits, and for text that is not JSON, NJsonSchema throws instead of returning an error.
        catch (Exception e) when (e is InvalidCastException or OverflowException or Newtonsoft.Json.JsonException)
        {
            return [$"#: {e.Message}"];
        }
    }

    private static JsonSchema Load(string file) =>
        JsonSchema.FromFileAsync(Path.Combine(Repository.Contracts, file)).GetAwaiter().GetResult();

    private static IEnumerable<string> Describe(ValidationError error) =>
        error is ChildSchemaValidationError { Errors: var children }
            ? children.Values.SelectMany(inner => inner).SelectMany(Describe).DefaultIfEmpty(Format(error))
            : [Format(error)];

    private static string Format(ValidationError error) => $"{error.Path}: {error.Kind}";
}
