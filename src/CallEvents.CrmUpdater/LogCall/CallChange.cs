using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>The state of a call in a message, independent of the message type.</summary>
/// <param name="Workspace">The Revont account.</param>
/// <param name="Revision">The message's revision.</param>
/// <param name="Origin">Why it was published.</param>
/// <param name="ObservedAt">When the poller observed it.</param>
/// <param name="Call">The call's fields.</param>
/// <param name="Transcript">The transcript, or that it is unavailable; null in a message that says nothing of it.</param>
internal sealed record CallChange(
    string Workspace,
    long Revision,
    string Origin,
    DateTimeOffset ObservedAt,
    Call Call,
    CallTranscript? Transcript
)
{
    public CallKey Key => new(Workspace, Call.Id);

    public static CallChange Of(CallRecorded message) =>
        new(message.Workspace, message.Revision, message.Origin, message.ObservedAt, message.Call, null);

    public static CallChange Of(CallTranscribed message) =>
        new(
            message.Workspace,
            message.Revision,
            message.Origin,
            message.ObservedAt,
            message.Call,
            new CallTranscript(TranscriptStates.Ready, message.Transcript)
        );

    public static CallChange Of(CallUpdated message) =>
        new(message.Workspace, message.Revision, message.Origin, message.ObservedAt, message.Call, null);

    public static CallChange Of(CallTranscriptUnavailable message) =>
        new(
            message.Workspace,
            message.Revision,
            message.Origin,
            message.ObservedAt,
            message.Call,
            new CallTranscript(TranscriptStates.Unavailable, [])
        );
}
