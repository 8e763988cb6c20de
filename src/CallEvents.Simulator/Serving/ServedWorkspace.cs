using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Serving;

/// <summary>A workspace behind its API key.</summary>
internal sealed record ServedWorkspace(string ApiKey, SimulatedWorkspace Workspace, MisbehavingPager Pager, EarlyRequests Early);
