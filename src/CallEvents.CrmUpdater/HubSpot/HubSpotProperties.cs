using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>The properties of a HubSpot call that are written without a mapping file, and how those that are ours are created.</summary>
internal static class HubSpotProperties
{
    /// <summary>The property that identifies a call's record.</summary>
    public const string Key = "revont_call_id";

    public const string Group = "revont";
    public const string GroupLabel = "Revont";

    /// <summary>The property with the e-mail address of a contact.</summary>
    public const string Email = "email";

    public static IReadOnlyList<MappedProperty> BuiltIn { get; } =
    [
        new(Key, From: "key"),
        new("revont_workspace", From: "workspace"),
        new("revont_rep_id", From: "repId"),
        new("revont_call_url", From: "callUrl"),
        new("hs_timestamp", From: "createdAt"),
        new("hs_call_duration", From: "durationMilliseconds"),
        new("revont_outcome", From: "outcome"),
        new("revont_coaching_score", From: "coachingScore"),
        new("hubspot_owner_id", From: "owner", Once: true),
        new("hs_call_title", From: "title"),
        new("hs_call_status", Value: "COMPLETED"),
        new("hs_call_body", From: "transcript"),
        new("revont_transcript", From: "transcriptState"),
        new("revont_fields_revision", From: "fieldsRevision"),
        new("revont_transcript_revision", From: "transcriptRevision"),
    ];

    /// <summary>
    /// Our own. The outcome is a text, since an enumeration refuses a value that Revont adds later; revisions are texts, since they are
    /// compared by us and not reported on.
    /// </summary>
    public static IReadOnlyList<HubSpotProperty> Own { get; } =
    [
        new(Key, "Revont call id", IsKey: true),
        new("revont_workspace", "Revont workspace"),
        new("revont_rep_id", "Revont rep id"),
        new("revont_call_url", "Revont call link"),
        new("revont_outcome", "Revont outcome"),
        new("revont_coaching_score", "Revont coaching score", IsNumber: true),
        new("revont_transcript", "Revont transcript"),
        new("revont_fields_revision", "Revont fields revision"),
        new("revont_transcript_revision", "Revont transcript revision"),
    ];
}

/// <summary>A property that we create.</summary>
/// <param name="Name">HubSpot's internal name of it.</param>
/// <param name="Label">What people see.</param>
/// <param name="IsNumber">A number instead of a text.</param>
/// <param name="IsKey">Its values are unique.</param>
internal sealed record HubSpotProperty(string Name, string Label, bool IsNumber = false, bool IsKey = false);
