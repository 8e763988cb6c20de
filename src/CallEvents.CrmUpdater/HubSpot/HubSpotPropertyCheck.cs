using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Compares the mapping with the properties that HubSpot's calls have.</summary>
internal static class HubSpotPropertyCheck
{
    public static Dictionary<string, JsonElement> ByName(IEnumerable<JsonElement> properties)
    {
        var byName = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            if (property.Text("name") is { } name && property.Flag("archived") != true)
                byName.TryAdd(name, property);
        }

        return byName;
    }

    /// <summary>Those of ours that are to be created: what the mapping leaves out is not. The key is always needed.</summary>
    public static IReadOnlyList<HubSpotProperty> MissingOwn(
        IReadOnlyList<MappedProperty> mapping,
        IReadOnlyDictionary<string, JsonElement> existing
    ) =>
        [
            .. HubSpotProperties.Own.Where(own =>
                !existing.ContainsKey(own.Name) && (own.IsKey || mapping.Any(mapped => mapped.Name == own.Name))
            ),
        ];

    /// <returns>What keeps calls from being written, and what to do; null if nothing does.</returns>
    public static string? Problem(
        IReadOnlyList<MappedProperty> mapping,
        IReadOnlyDictionary<string, JsonElement> existing,
        IReadOnlyList<HubSpotProperty> announced
    )
    {
        if (existing.TryGetValue(HubSpotProperties.Key, out var key) && key.Flag("hasUniqueValue") == false)
        {
            return $"the property {HubSpotProperties.Key} of calls exists without unique values (hasUniqueValue), which cannot be changed: "
                + "delete it in HubSpot, and it is created anew";
        }

        List<string> problems = [];
        foreach (var mapped in mapping)
        {
            var what = mapped.Place is null ? mapped.Name : $"{mapped.Name} ({mapped.Place})";
            if (existing.TryGetValue(mapped.Name, out var property))
            {
                if (IsReadOnly(property))
                    problems.Add($"the property {what} of HubSpot's calls is read-only");
            }
            else if (announced.All(own => own.Name != mapped.Name))
                problems.Add($"HubSpot's calls have no property {what}");
        }

        return problems.Count == 0 ? null : $"{string.Join("; ", problems)}: correct Crm:MappingFile, or create it in HubSpot";
    }

    public static JsonNode Definition(HubSpotProperty property) =>
        new JsonObject
        {
            ["name"] = property.Name,
            ["label"] = property.Label,
            ["groupName"] = HubSpotProperties.Group,
            ["type"] = property.IsNumber ? "number" : "string",
            ["fieldType"] = property.IsNumber ? "number" : "text",
            ["hasUniqueValue"] = property.IsKey,
            ["formField"] = false,
        };

    private static bool IsReadOnly(JsonElement property) =>
        property.Flag("calculated") == true || property.Child("modificationMetadata")?.Flag("readOnlyValue") == true;
}
