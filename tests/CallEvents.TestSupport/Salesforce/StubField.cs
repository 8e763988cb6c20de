using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>A field of Task in the stub's org, as <c>describe</c> shows it.</summary>
internal sealed record StubField(string Name, string Type = "string", int Length = 255)
{
    public bool IsExternalId { get; init; }
    public bool IsCreateable { get; init; } = true;
    public bool IsUpdateable { get; init; } = true;
    public bool IsNillable { get; init; } = true;

    /// <summary>A deployed org's fields: the standard ones that matter, and those of <c>deploy/salesforce</c>.</summary>
    /// <remarks>
    /// Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm :
    /// TaskSubtype has Create and no Update; Description 32,000; CallDisposition 255.
    /// </remarks>
    public static IEnumerable<StubField> Deployed { get; } =
    [
        new("Id", "id", 18) { IsCreateable = false, IsUpdateable = false },
        new("Subject", "combobox"),
        new("Status", "picklist") { IsNillable = false },
        new("TaskSubtype", "picklist", 40) { IsUpdateable = false },
        new("ActivityDate", "date", 0),
        new("CallDurationInSeconds", "int", 0),
        new("CallDisposition"),
        new("Description", "textarea", 32_000),
        new("Priority", "picklist") { IsNillable = false },
        new("OwnerId", "reference", 18) { IsNillable = false },
        new("WhoId", "reference", 18),
        new("WhatId", "reference", 18),
        new("IsClosed", "boolean", 0) { IsCreateable = false, IsUpdateable = false },
        new("Revont_Call_Id__c") { IsExternalId = true },
        new("Revont_Workspace__c"),
        new("Revont_Rep_Id__c"),
        new("Revont_Call_Url__c", "url"),
        new("Revont_Outcome__c"),
        new("Revont_Score__c", "double", 0),
        new("Revont_Transcript__c", "string", 20),
        new("Revont_Fields_Revision__c", "string", 32),
        new("Revont_Transcript_Revision__c", "string", 32),
    ];

    public JsonObject ToJson() =>
        new()
        {
            ["name"] = Name,
            ["type"] = Type,
            ["length"] = Length,
            ["externalId"] = IsExternalId,
            ["createable"] = IsCreateable,
            ["updateable"] = IsUpdateable,
            ["nillable"] = IsNillable,
        };
}
