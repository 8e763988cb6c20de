using CallEvents.Poller.Api;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Workspaces;

/// <summary>What lives as long as the process for one workspace, whoever holds its lease: clock, budget, gateway, status.</summary>
internal sealed record WorkspaceScope(
    string Name, ServerClock Clock, ApiRateLimiter Limiter, RevontGateway Gateway, WorkspaceStatus Status, Heartbeat Heartbeat) : IDisposable
{
    public void Dispose() => Limiter.Dispose();
}
