namespace CallEvents.Poller.Calls;

/// <summary>What an answer comes to: the row as it is now, and the facts to tell. No row: there is nothing to remember.</summary>
internal sealed record CallDecision(CallState? State, IReadOnlyList<CallEvent> Events);
