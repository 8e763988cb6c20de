using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>The input of the rules, independent of the message type.</summary>
/// <param name="Workspace">The Revont account of the call.</param>
/// <param name="Origin">Why the message was published.</param>
/// <param name="ObservedAt">When the poller observed what the message reports.</param>
/// <param name="Call">The call as in the message.</param>
/// <param name="IsExistence">
/// Whether the message reports that a call or transcript exists, which is also true of an old call, rather than that it changed.
/// </param>
internal sealed record AlertCandidate(string Workspace, string Origin, DateTimeOffset ObservedAt, Call Call, bool IsExistence)
{
    public static AlertCandidate Of(CallRecorded message) =>
        new(message.Workspace, message.Origin, message.ObservedAt, message.Call, IsExistence: true);

    public static AlertCandidate Of(CallTranscribed message) =>
        new(message.Workspace, message.Origin, message.ObservedAt, message.Call, IsExistence: true);

    public static AlertCandidate Of(CallUpdated message) =>
        new(message.Workspace, message.Origin, message.ObservedAt, message.Call, IsExistence: false);

    public static AlertCandidate Of(CallTranscriptUnavailable message) =>
        new(message.Workspace, message.Origin, message.ObservedAt, message.Call, IsExistence: false);
}
