namespace CallEvents.CrmUpdater.LogCall;

/// <summary>The parts of a message, or of several of one call, that are newer than the CRM's.</summary>
internal readonly record struct PendingParts(bool Fields, bool Transcript)
{
    public bool IsEmpty => !Fields && !Transcript;

    public static PendingParts Of(KnownCall known, PendingCall call) => Of(known, call.NewestFields, call.NewestTranscript);

    public static PendingParts Of(KnownCall known, CallChange change) => Of(known, change, change.Transcript is null ? null : change);

    private static PendingParts Of(KnownCall known, CallChange fields, CallChange? transcript) =>
        new(
            Fields: fields.Revision > (known.FieldsRevision ?? long.MinValue),
            Transcript: transcript is not null && transcript.Revision > (known.TranscriptRevision ?? long.MinValue)
        );
}
