using System.Text.Json;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>A field of an object, as <c>describe</c> shows it.</summary>
internal sealed record SalesforceField(string Name, string Type)
{
    /// <summary>The longest text, in characters; 0 for other types.</summary>
    public int Length { get; init; }
    public bool IsExternalId { get; init; }
    public bool IsCreateable { get; init; }
    public bool IsUpdateable { get; init; }
    public bool IsNillable { get; init; }

    /// <summary>Reads the fields of a describe; a body without them has none.</summary>
    public static IReadOnlyDictionary<string, SalesforceField> ReadAll(JsonElement describe)
    {
        var fields = new Dictionary<string, SalesforceField>(StringComparer.Ordinal);
        if (
            describe.ValueKind != JsonValueKind.Object
            || !describe.TryGetProperty("fields", out var found)
            || found.ValueKind != JsonValueKind.Array
        )
        {
            return fields;
        }

        foreach (var field in found.EnumerateArray())
        {
            if (field.TryGetProperty("name", out var name) && name.GetString() is { } key)
                fields[key] = Read(key, field);
        }

        return fields;
    }

    private static SalesforceField Read(string name, JsonElement field) =>
        new(name, field.TryGetProperty("type", out var type) ? type.GetString() ?? "string" : "string")
        {
            Length = field.TryGetProperty("length", out var length) && length.TryGetInt32(out var characters) ? characters : 0,
            IsExternalId = Is(field, "externalId"),
            IsCreateable = Is(field, "createable"),
            IsUpdateable = Is(field, "updateable"),
            IsNillable = Is(field, "nillable"),
        };

    private static bool Is(JsonElement field, string flag) =>
        field.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;
}
