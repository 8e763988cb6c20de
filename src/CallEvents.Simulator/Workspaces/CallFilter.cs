namespace CallEvents.Simulator.Workspaces;

/// <summary>Which calls a list request asks for; both ends of the time range are included.</summary>
internal sealed record CallFilter(
    DateTimeOffset? From = null, DateTimeOffset? To = null, string? RepId = null, string? Outcome = null)
{
    public bool Matches(SimulatedCall call) =>
        (RepId is null || RepId == call.RepId) && (Outcome is null || Outcome == call.Outcome);
}
