using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>All waiting messages of one call: they become one write.</summary>
internal sealed record PendingCall(CallKey Key, IReadOnlyList<PendingMessage> Messages)
{
    /// <summary>The message with the newest fields.</summary>
    public CallChange NewestFields { get; } = Messages.Select(message => message.Change).MaxBy(change => change.Revision)!;

    /// <summary>The message with the newest transcript; null if none has one.</summary>
    public CallChange? NewestTranscript { get; } =
        Messages.Select(message => message.Change).Where(change => change.Transcript is not null).MaxBy(change => change.Revision);
}
