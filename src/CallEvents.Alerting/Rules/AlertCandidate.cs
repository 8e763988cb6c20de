using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>What a message of whatever type shows to the rules.</summary>
/// <param name="Workspace">The Revont account the call belongs to.</param>
/// <param name="Origin">Why the message was sent.</param>
/// <param name="Call">The call as the message shows it.</param>
/// <param name="IsExistence">Whether the message tells that something exists, which an old call does for ever, and not that it changed.</param>
internal sealed record AlertCandidate(string Workspace, string Origin, Call Call, bool IsExistence)
{
    public static AlertCandidate Of(CallRecorded message) => new(message.Workspace, message.Origin, message.Call, IsExistence: true);

    public static AlertCandidate Of(CallTranscribed message) => new(message.Workspace, message.Origin, message.Call, IsExistence: true);

    public static AlertCandidate Of(CallUpdated message) => new(message.Workspace, message.Origin, message.Call, IsExistence: false);

    public static AlertCandidate Of(CallTranscriptUnavailable message) => new(message.Workspace, message.Origin, message.Call, IsExistence: false);
}
