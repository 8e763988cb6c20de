using CallEvents.Poller.Calls;

namespace CallEvents.Local.WireTap;

/// <summary>One event as it came over the bus, without anything personal.</summary>
internal sealed record HeardEvent(DateTimeOffset At, CallEventType Type, string CallId, string Origin, string? Outcome);
