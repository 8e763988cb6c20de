namespace CallEvents.Poller.Calls;

/// <summary>
/// What an observation results in: the call's new state and the events to publish. Without a state there is nothing to store.
/// </summary>
internal sealed record CallDecision(CallState? State, IReadOnlyList<CallEvent> Events);
