namespace CallEvents.TestSupport.HubSpot;

/// <summary>The properties that every portal has, as far as an integration of calls meets them.</summary>
/// <remarks>Source: https://developers.hubspot.com/docs/api/crm/calls, .../crm/contacts, .../crm/deals and their properties.</remarks>
internal static class DefaultProperties
{
    public static IReadOnlyList<HubSpotProperty> Calls { get; } =
    [
        Writable("hs_timestamp", "datetime", "date"),
        Writable("hs_call_title", "string", "text"),
        Writable("hs_call_body", "string", "html"),
        Writable("hs_call_duration", "number", "number"),
        Choice(
            "hs_call_status",
            "BUSY",
            "CALLING_CRM_USER",
            "CANCELED",
            "COMPLETED",
            "CONNECTING",
            "FAILED",
            "IN_PROGRESS",
            "NO_ANSWER",
            "QUEUED",
            "RINGING"
        ),
        // The options are the portal's own: GUIDs that every portal begins with.
        Choice(
            "hs_call_disposition",
            "f240bbac-87c9-4f6e-bf70-924b57d47db7",
            "9d9162e7-6cf3-4944-bf63-4dff82258764",
            "73a0d17f-1163-4015-bdd5-ec830791da20"
        ),
        Choice("hs_call_direction", "INBOUND", "OUTBOUND"),
        Writable("hs_call_to_number", "string", "text"),
        Writable("hs_call_from_number", "string", "text"),
        Writable("hs_call_recording_url", "string", "text"),
        Writable("hubspot_owner_id", "enumeration", "select"),
        ReadOnly("hs_object_id", "number", "number"),
        ReadOnly("hs_createdate", "datetime", "date"),
        ReadOnly("hs_lastmodifieddate", "datetime", "date"),
        ReadOnly("hubspot_owner_assigneddate", "datetime", "date"),
        // "Unique property used for idempotent creates", which cannot be written: READ_ONLY_VALUE, as several recorded answers show.
        ReadOnly("hs_unique_creation_key", "string", "text") with
        {
            HasUniqueValue = true,
        },
    ];

    public static IReadOnlyList<HubSpotProperty> Contacts { get; } =
    [
        Writable("email", "string", "text") with
        {
            HasUniqueValue = true,
        },
        // Written by HubSpot when contacts are merged; the values are separated by semicolons.
        ReadOnly("hs_additional_emails", "enumeration", "checkbox"),
        Writable("firstname", "string", "text"),
        Writable("lastname", "string", "text"),
        Writable("hubspot_owner_id", "enumeration", "select"),
        ReadOnly("hs_object_id", "number", "number"),
        ReadOnly("createdate", "datetime", "date"),
        ReadOnly("lastmodifieddate", "datetime", "date"),
    ];

    public static IReadOnlyList<HubSpotProperty> Companies { get; } =
    [
        Writable("name", "string", "text"),
        Writable("domain", "string", "text"),
        ReadOnly("hs_object_id", "number", "number"),
        ReadOnly("createdate", "datetime", "date"),
        ReadOnly("hs_lastmodifieddate", "datetime", "date"),
    ];

    public static IReadOnlyList<HubSpotProperty> Deals { get; } =
    [
        Writable("dealname", "string", "text"),
        Writable("dealstage", "string", "text"),
        Writable("closedate", "datetime", "date"),
        Writable("createdate", "datetime", "date"),
        ReadOnly("hs_is_closed", "bool", "booleancheckbox"),
        ReadOnly("hs_is_closed_won", "bool", "booleancheckbox"),
        ReadOnly("hs_object_id", "number", "number"),
        ReadOnly("hs_lastmodifieddate", "datetime", "date"),
    ];

    private static HubSpotProperty Writable(string name, string type, string fieldType) =>
        new(name, type, fieldType) { IsDefinedByHubSpot = true };

    private static HubSpotProperty ReadOnly(string name, string type, string fieldType) =>
        Writable(name, type, fieldType) with
        {
            IsReadOnly = true,
        };

    private static HubSpotProperty Choice(string name, params string[] options) =>
        Writable(name, "enumeration", "select") with
        {
            Options = options,
        };
}
