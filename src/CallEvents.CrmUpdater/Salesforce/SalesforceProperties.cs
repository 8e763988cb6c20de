using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>The fields of a task that are written without a mapping file.</summary>
internal static class SalesforceProperties
{
    /// <summary>The External Id field with the call's key.</summary>
    public const string Key = "Revont_Call_Id__c";

    /// <summary>The longest transcript that <c>Description</c> takes.</summary>
    public const int MaxTranscript = 32_000;

    public static IReadOnlyList<MappedProperty> BuiltIn { get; } =
    [
        new(Key, From: "key"),
        new("Revont_Workspace__c", From: "workspace"),
        new("Revont_Rep_Id__c", From: "repId"),
        new("Revont_Call_Url__c", From: "callUrl"),
        new("ActivityDate", From: "createdAt"),
        new("CallDurationInSeconds", From: "durationSeconds"),
        new("CallDisposition", From: "outcome"),
        new("Revont_Outcome__c", From: "outcome"),
        new("Revont_Score__c", From: "coachingScore"),
        // People reassign tasks.
        new("OwnerId", From: "owner", Once: true),
        new("Subject", From: "title"),
        new("TaskSubtype", Value: "Call"),
        new("Status", Value: "Completed"),
        new("Description", From: "transcript"),
        new("Revont_Transcript__c", From: "transcriptState"),
        new("Revont_Fields_Revision__c", From: "fieldsRevision"),
        new("Revont_Transcript_Revision__c", From: "transcriptRevision"),
    ];

    /// <summary>The fields that <c>deploy/salesforce</c> creates, with the length that a text needs; null for other types.</summary>
    public static IReadOnlyDictionary<string, int?> Custom { get; } =
        new Dictionary<string, int?>
        {
            [Key] = 255,
            ["Revont_Workspace__c"] = 255,
            ["Revont_Rep_Id__c"] = 255,
            ["Revont_Call_Url__c"] = null,
            ["Revont_Outcome__c"] = 255,
            ["Revont_Score__c"] = null,
            ["Revont_Transcript__c"] = 20,
            ["Revont_Fields_Revision__c"] = 32,
            ["Revont_Transcript_Revision__c"] = 32,
        };
}
