namespace CallEvents.CrmUpdater.State;

/// <summary>The revisions of one call that were written to the CRM, and the claim of the handler that writes it.</summary>
internal sealed class WrittenCall
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    /// <summary>The revision of the written fields; null if none were written.</summary>
    public long? FieldsRevision { get; set; }

    /// <summary>The revision of the written transcript; null if none was written.</summary>
    public long? TranscriptRevision { get; set; }

    /// <summary>When the claim expires by the database's clock, in Unix milliseconds; 0 when it is released.</summary>
    public long ClaimedUntil { get; set; }

    /// <summary>Increases with each claim; fences the holders of older claims.</summary>
    public int ClaimNumber { get; set; }
}
