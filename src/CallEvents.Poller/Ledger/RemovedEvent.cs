using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>A pending event that was deleted before it was published.</summary>
internal readonly record struct RemovedEvent(long Id, CallEventType Type);
