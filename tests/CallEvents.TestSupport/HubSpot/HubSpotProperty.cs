using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The definition of a property.</summary>
/// <param name="Name">The internal name.</param>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>datetime</c>, <c>date</c>, <c>enumeration</c> or <c>bool</c>.</param>
/// <param name="FieldType">How people edit it, such as <c>text</c>.</param>
internal sealed record HubSpotProperty(string Name, string Type, string FieldType)
{
    public string Label { get; init; } = Name;

    public string GroupName { get; init; } = "engagement";

    public bool HasUniqueValue { get; init; }

    public bool IsReadOnly { get; init; }

    public bool IsArchived { get; init; }

    public bool IsDefinedByHubSpot { get; init; }

    public bool FormField { get; init; }

    /// <summary>The values of an enumeration.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>As <c>GET /crm/properties/{v}/{type}</c> shows it.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["name"] = Name,
            ["label"] = Label,
            ["description"] = "",
            ["type"] = Type,
            ["fieldType"] = FieldType,
            ["groupName"] = GroupName,
            ["options"] = new JsonArray([.. Options.Select(option => new JsonObject { ["label"] = option, ["value"] = option })]),
            ["displayOrder"] = -1,
            ["calculated"] = false,
            ["externalOptions"] = Name == "hubspot_owner_id",
            ["hasUniqueValue"] = HasUniqueValue,
            ["hidden"] = false,
            ["hubspotDefined"] = IsDefinedByHubSpot,
            ["formField"] = FormField,
            ["archived"] = IsArchived,
            ["modificationMetadata"] = new JsonObject
            {
                ["archivable"] = !IsDefinedByHubSpot,
                ["readOnlyDefinition"] = IsDefinedByHubSpot,
                ["readOnlyValue"] = IsReadOnly,
            },
        };
}
