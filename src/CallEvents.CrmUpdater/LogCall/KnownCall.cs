using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>What is known of a call's record: the state, completed by the record itself where the state may be older.</summary>
internal sealed record KnownCall
{
    public required CallKey Key { get; init; }

    public long? FieldsRevision { get; init; }

    public long? TranscriptRevision { get; init; }

    /// <summary>The properties that we have written with a value, as bits.</summary>
    public long Written { get; init; }

    public string? RecordId { get; init; }

    public RecordLinks Links { get; init; } = RecordLinks.None;

    public bool IsGone { get; init; }

    public static KnownCall Of(CrmRecord row) =>
        new()
        {
            Key = new CallKey(row.Workspace, row.CallId),
            FieldsRevision = row.FieldsRevision,
            TranscriptRevision = row.TranscriptRevision,
            Written = row.WrittenProperties,
            RecordId = row.RecordId,
            Links = new RecordLinks(row.ContactId, row.OtherLinks?.Split(',') ?? []),
            IsGone = row.IsGone,
        };

    /// <summary>The newer of what the state and the record say.</summary>
    /// <remarks>
    /// A revision that only the record has is written once more: the process that wrote it may have been killed before the requests that
    /// follow, such as the link to the contact.
    /// </remarks>
    public KnownCall With(FoundRecord found, PreparedCrm prepared) =>
        this with
        {
            FieldsRevision = Newer(FieldsRevision, found.FieldsRevision - 1),
            TranscriptRevision = Newer(TranscriptRevision, found.TranscriptRevision - 1),
            Written = IsOlderThan(found) ? Written | prepared.BitsOf(found.PropertiesWithValue) : Written,
            RecordId = RecordId ?? found.RecordId,
        };

    /// <summary>Whether another state wrote the record: only then what has a value in it may be ours. Else, people have typed it.</summary>
    private bool IsOlderThan(FoundRecord found) =>
        found.FieldsRevision > (FieldsRevision ?? long.MinValue) || found.TranscriptRevision > (TranscriptRevision ?? long.MinValue);

    private static long? Newer(long? one, long? other) => one is null || other > one ? other ?? one : one;
}
