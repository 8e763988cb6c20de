namespace CallEvents.CrmUpdater.State;

/// <summary>What was written of one call to one target, and the claim of the batch that writes it. Without personal data.</summary>
internal sealed class CrmRecord
{
    /// <summary>The value of <see cref="SavedIn"/> for a row that may be older than the CRM's record.</summary>
    public const long Unclear = -1;

    /// <summary>The adapter and the account, such as <c>hubspot:1234567</c>.</summary>
    public required string Target { get; init; }

    public required string CallId { get; init; }

    public required string Workspace { get; init; }

    /// <summary>The revision of the written fields; null if none were written.</summary>
    public long? FieldsRevision { get; set; }

    /// <summary>The revision of the written transcript; null if none was written.</summary>
    public long? TranscriptRevision { get; set; }

    /// <summary>The properties that were written with a value, as bits of <see cref="WrittenProperty"/>.</summary>
    public long WrittenProperties { get; set; }

    /// <summary>The CRM's id of the record; null where there is none.</summary>
    public string? RecordId { get; set; }

    /// <summary>The CRM's id of the contact that we have linked.</summary>
    public string? ContactId { get; set; }

    /// <summary>What else we have linked, separated by commas.</summary>
    public string? OtherLinks { get; set; }

    /// <summary>Whether a person has deleted the record.</summary>
    public bool IsGone { get; set; }

    /// <summary>
    /// The number of the process start that last saved this row: see <see cref="StateEpoch"/>; <see cref="Unclear"/> when a write may have
    /// reached the CRM that was not saved.
    /// </summary>
    public long SavedIn { get; set; }

    /// <summary>When the claim expires by the database's clock, in Unix milliseconds; 0 when it is released.</summary>
    public long ClaimedUntil { get; set; }

    /// <summary>The batch that holds, or last held, the claim.</summary>
    public string ClaimedBy { get; set; } = "";
}
