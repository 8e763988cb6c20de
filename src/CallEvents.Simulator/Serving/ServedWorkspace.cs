using CallEvents.Simulator.Misbehaving;

namespace CallEvents.Simulator.Serving;

/// <summary>A workspace behind its API key.</summary>
internal sealed record ServedWorkspace(string ApiKey, SimulatedWorkspace Workspace, MisbehavingPager Pager, EarlyRequests Early);
