using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>One call of a batch: what is written, and what the state says afterwards.</summary>
/// <param name="Call">The messages.</param>
/// <param name="Known">What was written before.</param>
/// <param name="Prepared">The CRM as it was prepared.</param>
/// <param name="Write">What is written now.</param>
/// <param name="Written">The properties that have a value afterwards, as bits.</param>
/// <param name="IsGone">Whether a person has deleted the record, and it is not made anew.</param>
internal sealed record Composition(PendingCall Call, KnownCall Known, PreparedCrm Prepared, CallWrite Write, long Written, bool IsGone)
{
    /// <summary>What to store; null when it was not written.</summary>
    public SavedCall? ToSave(WriteResult result) =>
        result switch
        {
            WriteResult.Written written => Save(
                Written & ~Prepared.BitsOf(written.LeftOut ?? []),
                written.RecordId,
                written.Links.Contact,
                written.Links.Others.Count > 0 ? string.Join(',', written.Links.Others) : null,
                isGone: false
            ),
            WriteResult.Gone => Save(Known.Written, Known.RecordId, contactId: null, otherLinks: null, isGone: true),
            _ => null,
        };

    /// <summary>Whether the write may have reached the CRM, although it is not known to have.</summary>
    public bool IsUnclear(WriteResult result) => !IsGone && result is not (WriteResult.Written or WriteResult.Gone or WriteResult.Rejected);

    private SavedCall Save(long written, string? recordId, string? contactId, string? otherLinks, bool isGone) =>
        new()
        {
            Key = Call.Key,
            FieldsRevision = Write.FieldsRevision ?? Known.FieldsRevision,
            TranscriptRevision = Write.TranscriptRevision ?? Known.TranscriptRevision,
            WrittenProperties = written,
            RecordId = recordId,
            ContactId = contactId,
            OtherLinks = otherLinks,
            IsGone = isGone,
        };
}
