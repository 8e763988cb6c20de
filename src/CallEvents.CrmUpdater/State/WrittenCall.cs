namespace CallEvents.CrmUpdater.State;

/// <summary>The revisions of one call that were written to the CRM.</summary>
internal sealed class WrittenCall
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    /// <summary>The revision of the written fields; null if none were written.</summary>
    public long? FieldsRevision { get; set; }

    /// <summary>The revision of the written transcript; null if none was written.</summary>
    public long? TranscriptRevision { get; set; }
}
