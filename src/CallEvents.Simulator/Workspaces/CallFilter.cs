using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Workspaces;

/// <summary>The filter of a list request. The time range includes both ends.</summary>
internal sealed record CallFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, string? RepId = null, string? Outcome = null)
{
    public bool Matches(SimulatedCall call) => (RepId is null || RepId == call.RepId) && (Outcome is null || Outcome == call.Outcome);
}
