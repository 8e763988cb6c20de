using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>One input of a batch of records.</summary>
internal sealed record BatchInput(string Id, string? IdProperty, string? TraceId, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>Reads the inputs; null where the body has none.</summary>
    public static IReadOnlyList<BatchInput>? Read(JsonObject body, ErrorWriter errors) =>
        body["inputs"] is JsonArray inputs ? [.. inputs.Select(input => Read(input, errors))] : null;

    /// <summary>A member that must be a string where it is there.</summary>
    public static string? Text(JsonObject json, string member, ErrorWriter errors) =>
        json[member] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            // Schema of 2026-09: all ids and all values are strings.
            var other => throw errors.InvalidJson(
                $"Cannot deserialize value of type `java.lang.String` from {other.ToJsonString()} at {member}"
            ),
        };

    private static BatchInput Read(JsonNode? node, ErrorWriter errors)
    {
        if (node is not JsonObject input)
            throw errors.InvalidJson("An input must be an object");
        if (Text(input, "id", errors) is not { } id || input["properties"] is not JsonObject properties)
            throw errors.InvalidJson("Some required fields were not set: [id, properties]");
        var values = properties.ToDictionary(
            property => property.Key,
            property =>
                Text(properties, property.Key, errors)
                ?? throw errors.InvalidJson($"Cannot deserialize value of type `java.lang.String` from null at {property.Key}")
        );
        return new(id, Text(input, "idProperty", errors), Text(input, "objectWriteTraceId", errors), values);
    }
}
