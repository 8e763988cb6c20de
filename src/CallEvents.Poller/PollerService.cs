namespace CallEvents.Poller;

/// <summary>Runs one worker for each workspace, side by side: trouble in one is none in another.</summary>
internal sealed class PollerService(WorkspaceWorkers workers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(workers.Create().Select(worker => worker.RunAsync(stoppingToken)));
}
