using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller;

/// <summary>Runs one worker for each workspace; failures are isolated per workspace. Replica coordination runs alongside.</summary>
internal sealed class PollerService(
    WorkspaceScopes scopes,
    ReplicaCoordinator coordinator,
    WorkspaceGauges gauges,
    Heartbeats heartbeats,
    Random random,
    TimeProvider time,
    IServiceProvider services
) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(10);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        gauges.Register();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>The service's work, on the caller's thread: a simulation enters here, since a host moves it to the thread pool.</summary>
    internal Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(scopes.All.Select(scope => WorkAsync(scope, stopping)).Append(CoordinateAsync(stopping)));

    private Task WorkAsync(WorkspaceScope scope, CancellationToken stopping)
    {
        var worker = ActivatorUtilities.CreateInstance<WorkspaceWorker>(services, scope);
        return heartbeats.RunAsync(
            scope.Name,
            "session",
            () => SuperviseAsync(worker.RunAsync, worker.RecordFailure, FirstRetry, MaxRetry, stopping)
        );
    }

    private async Task CoordinateAsync(CancellationToken stopping)
    {
        var retry = coordinator.RefreshInterval;
        await heartbeats.RunAsync(
            "replica coordination",
            () => SuperviseAsync(coordinator.RunAsync, coordinator.RecordFailure, retry, retry, stopping)
        );
        await coordinator.LeaveAsync();
    }

    private Task SuperviseAsync(
        Func<CancellationToken, Task> operation,
        Action<Exception> onFailure,
        TimeSpan firstRetry,
        TimeSpan maxRetry,
        CancellationToken stopping
    ) =>
        new Supervisor(new ExponentialBackoff(firstRetry, maxRetry, random), time).RunAsync(
            operation,
            exception =>
            {
                onFailure(exception);
                Heartbeat.Beat(maxRetry);
            },
            stopping
        );
}
