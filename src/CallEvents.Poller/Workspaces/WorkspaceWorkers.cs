using CallEvents.Poller.Api;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Workspaces;

/// <summary>Makes the worker of each configured workspace, with a budget, a clock and a gateway of its own.</summary>
internal sealed class WorkspaceWorkers(
    IRevontApi api,
    WorkspaceStart start,
    LeaseStore leases,
    LedgerReader reader,
    WorkspaceTermFactory terms,
    Replicas replicas,
    PollerStatus status,
    PollerMetrics metrics,
    Heartbeat heartbeat,
    IOptions<RevontOptions> revont,
    IOptions<PollingOptions> polling,
    TimeProvider time,
    ILoggerFactory logs) : IDisposable
{
    private readonly List<WorkspaceParts> parts = [];

    public IReadOnlyList<WorkspaceWorker> Create() => [.. revont.Value.Workspaces.Select(workspace => Create(workspace.Key, workspace.Value.ApiKey!))];

    public void Dispose() => parts.ForEach(part => part.Dispose());

    private WorkspaceWorker Create(string name, string apiKey)
    {
        var clock = new ApiClock(time);
        var budget = new ApiBudget(revont.Value.RequestsPerSecond, revont.Value.MaxConcurrency, time);
        var state = status.Of(name);
        var gateway = new RevontGateway(api, name, apiKey, budget, clock, state.Api, heartbeat, metrics, time, logs.CreateLogger<RevontGateway>());
        var part = new WorkspaceParts(name, clock, budget, gateway, state, heartbeat);
        parts.Add(part);
        return new WorkspaceWorker(part, start, leases, reader, terms, replicas, polling.Value, time, logs.CreateLogger<WorkspaceWorker>());
    }
}
