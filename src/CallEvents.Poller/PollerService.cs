using CallEvents.Poller.Leasing;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller;

/// <summary>Runs one worker for each workspace, side by side: trouble in one is none in another. Beside them, who works on what.</summary>
internal sealed class PollerService(WorkspaceWorkers workers, Replicas replicas) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(workers.Create().Select(worker => worker.RunAsync(stoppingToken)).Append(replicas.RunAsync(stoppingToken)));
}
