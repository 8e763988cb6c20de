using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Acquires the lease of one workspace when it is granted, runs a session while it holds the lease, and stands by otherwise.
/// </summary>
internal sealed partial class WorkspaceWorker(
    WorkspaceScope scope,
    WorkspaceInitializer initializer,
    LeaseStore leases,
    WorkspaceSessionRunner sessions,
    PollingOptions options,
    SupervisionLog log,
    ILogger<WorkspaceWorker> logger
)
{
    private WorkspaceAssignment Assignment => scope.Assignment;

    /// <summary>Runs until stopped. An exception means that it is to be run again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            await WorkAsync(stopping);
    }

    public void RecordFailure(Exception exception)
    {
        Assignment.MarkUnhealthy();
        log.Failed(exception, "session", scope.Name);
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        var name = await initializer.FindOrCreateAsync(scope.Account, stopping);
        Assignment.MarkReady();
        var (lease, reason) = await AcquireAsync(name, stopping);
        using var held = lease;
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stopping, Assignment.Start());
        try
        {
            Assignment.Status.Fence = lease.Fence;
            Assignment.Status.IsHeld = true;
            Assignment.Status.Holder = leases.Holder;
            Log.LeaseAcquired(logger, name, lease.Fence, reason);
            await initializer.SynchronizeStartAsync(scope.Account, lease, session.Token);
            await sessions.RunAsync(scope, lease, session.Token);
        }
        catch (LeaseLostException)
        {
            // Another replica works on it: this one stands by.
        }
        catch (OperationCanceledException) when (session.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // To be released, before its session had started.
        }
        finally
        {
            Assignment.Status.IsHeld = false;
            scope.Status.EndSession();
            await ReleaseAsync(lease);
        }
    }

    /// <summary>Stands by until the workspace is granted, and no other replica was faster.</summary>
    private async Task<(Lease Lease, string Reason)> AcquireAsync(string name, CancellationToken stopping)
    {
        while (true)
        {
            var reason = await Assignment.WaitForGrantAsync(stopping);
            if (await leases.TryAcquireAsync(name, options.LeaseDuration, stopping) is { } lease)
                return (lease, reason);
        }
    }

    /// <summary>A released lease is acquired by a stand-by immediately. One that is lost is not changed.</summary>
    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
        catch (Exception exception)
        {
            if (!log.RecordOutage(exception, "the release of the lease", lease.Workspace))
                Log.LeaseNotReleased(logger, exception, lease.Workspace);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2303,
            Level = LogLevel.Information,
            Message = "Working on workspace {Workspace} (fence {Fence}): {Reason}"
        )]
        public static partial void LeaseAcquired(ILogger logger, string workspace, long fence, string reason);

        [LoggerMessage(
            EventId = 2304,
            Level = LogLevel.Warning,
            Message = "Could not release the lease of workspace {Workspace}; it will expire"
        )]
        public static partial void LeaseNotReleased(ILogger logger, Exception exception, string workspace);
    }
}
