namespace CallEvents.CrmUpdater.State;

/// <summary>What the CRM has of one call, by the revisions of the messages it came from.</summary>
internal sealed class WrittenCall
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    /// <summary>Null when its fields were never written.</summary>
    public long? FieldsRevision { get; set; }

    /// <summary>Null when its transcript was never written.</summary>
    public long? TranscriptRevision { get; set; }
}
