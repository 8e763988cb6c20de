using CallEvents.Simulator.Api.FaultInjection;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>A workspace with its API key and the state that the API keeps per key.</summary>
internal sealed record ServedWorkspace(string ApiKey, SimulatedWorkspace Workspace, FaultInjectingPager Pager, EarlyRequests EarlyRequests);
