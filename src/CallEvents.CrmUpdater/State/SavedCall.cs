namespace CallEvents.CrmUpdater.State;

/// <summary>What to store of a call that was written, or found to be gone.</summary>
internal sealed record SavedCall
{
    public required CallKey Key { get; init; }

    /// <summary>The revision of the written fields; null if none were written.</summary>
    public long? FieldsRevision { get; init; }

    /// <summary>The revision of the written transcript; null if none was written.</summary>
    public long? TranscriptRevision { get; init; }

    public required long WrittenProperties { get; init; }

    public string? RecordId { get; init; }

    public string? ContactId { get; init; }

    public string? OtherLinks { get; init; }

    public bool IsGone { get; init; }
}
