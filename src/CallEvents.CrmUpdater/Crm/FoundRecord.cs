namespace CallEvents.CrmUpdater.Crm;

/// <summary>A call's record as it stands in the CRM.</summary>
/// <param name="RecordId">The CRM's id of it.</param>
/// <param name="Workspace">The workspace that wrote it; null if that property is empty.</param>
/// <param name="FieldsRevision">The revision of the fields in it.</param>
/// <param name="TranscriptRevision">The revision of the transcript in it.</param>
/// <param name="PropertiesWithValue">The names of those properties of the mapping that have a value.</param>
internal sealed record FoundRecord(
    string RecordId,
    string? Workspace,
    long? FieldsRevision,
    long? TranscriptRevision,
    IReadOnlySet<string> PropertiesWithValue
);
