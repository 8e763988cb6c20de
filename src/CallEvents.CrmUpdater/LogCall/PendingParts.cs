using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>The parts of a message that are newer than the CRM's.</summary>
internal readonly record struct PendingParts(bool Fields, bool Transcript)
{
    public bool IsEmpty => !Fields && !Transcript;

    public static PendingParts Of(WrittenCall? written, CallChange change) =>
        new(
            Fields: change.Revision > (written?.FieldsRevision ?? long.MinValue),
            Transcript: change.Transcript is not null && change.Revision > (written?.TranscriptRevision ?? long.MinValue)
        );

    public CrmCall Select(CallChange change) =>
        new()
        {
            Workspace = change.Workspace,
            CallId = change.Call.Id,
            Fields = Fields ? change.Call : null,
            Transcript = Transcript ? change.Transcript : null,
        };
}
