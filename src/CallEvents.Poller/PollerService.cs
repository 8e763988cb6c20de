using CallEvents.Poller.Leasing;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller;

/// <summary>Runs one worker for each workspace, side by side: trouble in one is none in another. Beside them, who works on what.</summary>
internal sealed class PollerService(WorkspaceWorkerFactory factory, ReplicaCoordinator coordinator) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(factory.Create().Select(worker => worker.RunAsync(stoppingToken)).Append(coordinator.RunAsync(stoppingToken)));
}
