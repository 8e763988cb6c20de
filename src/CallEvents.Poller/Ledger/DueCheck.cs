using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>A transcript check that is due.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Lane">The lane of its checks.</param>
/// <param name="TraceParent">The trace context of its first event.</param>
internal sealed record DueCheck(string CallId, Lane Lane, string? TraceParent);
