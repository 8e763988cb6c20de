using CallEvents.Poller.Api;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Workspaces;

/// <summary>Makes the worker of each configured workspace, with a budget, a clock and a gateway of its own.</summary>
internal sealed class WorkspaceWorkerFactory(
    IRevontApi api,
    WorkspaceInitializer initializer,
    LeaseStore leases,
    LedgerReader reader,
    WorkspaceSessionFactory sessions,
    ReplicaCoordinator coordinator,
    PollerStatus status,
    PollerMetrics metrics,
    Heartbeat heartbeat,
    IOptions<RevontOptions> revont,
    IOptions<PollingOptions> polling,
    TimeProvider time,
    ILoggerFactory logs) : IDisposable
{
    private readonly List<WorkspaceScope> scopes = [];

    public IReadOnlyList<WorkspaceWorker> Create() => [.. revont.Value.Workspaces.Select(workspace => Create(workspace.Key, workspace.Value.ApiKey!))];

    public void Dispose() => scopes.ForEach(scope => scope.Dispose());

    private WorkspaceWorker Create(string name, string apiKey)
    {
        var clock = new ServerClock(time);
        var limiter = new ApiRateLimiter(revont.Value.RequestsPerSecond, revont.Value.MaxConcurrency, time);
        var state = status.Of(name);
        var gateway = new RevontGateway(api, name, apiKey, limiter, clock, state.Api, heartbeat, metrics, time, logs.CreateLogger<RevontGateway>());
        var scope = new WorkspaceScope(name, clock, limiter, gateway, state, heartbeat);
        scopes.Add(scope);
        return new WorkspaceWorker(scope, initializer, leases, reader, sessions, coordinator, polling.Value, time, logs.CreateLogger<WorkspaceWorker>());
    }
}
