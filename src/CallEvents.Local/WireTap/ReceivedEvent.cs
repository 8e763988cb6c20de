using CallEvents.Poller.Calls;

namespace CallEvents.Local.WireTap;

/// <summary>An event received from the bus, without personal data.</summary>
internal sealed record ReceivedEvent(DateTimeOffset ReceivedAt, CallEventType Type, string CallId, string Origin, string? Outcome);
