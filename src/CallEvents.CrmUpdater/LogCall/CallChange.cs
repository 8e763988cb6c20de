using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>The state of a call in a message, independent of the message type.</summary>
internal sealed record CallChange(string Workspace, long Revision, Call Call, IReadOnlyList<Segment>? Transcript)
{
    public static CallChange Of(CallRecorded message) => new(message.Workspace, message.Revision, message.Call, null);

    public static CallChange Of(CallTranscribed message) => new(message.Workspace, message.Revision, message.Call, message.Transcript);

    public static CallChange Of(CallUpdated message) => new(message.Workspace, message.Revision, message.Call, null);
}
