using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Workspaces;

/// <summary>Takes the lease of one workspace, works on it while it holds, and stands by while another holds it.</summary>
internal sealed partial class WorkspaceWorker(
    WorkspaceScope scope,
    WorkspaceInitializer initializer,
    LeaseStore leases,
    LedgerReader reader,
    WorkspaceSessionFactory sessions,
    ReplicaCoordinator coordinator,
    PollingOptions options,
    TimeProvider time,
    ILogger<WorkspaceWorker> logger)
{
    private readonly ExponentialBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    private readonly WorkspaceAssignment assignment = coordinator.AssignmentOf(scope.Name);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                assignment.MarkUnhealthy();
                if (TransientDatabaseError.Describe(exception) is { } what)
                    LogAway(scope.Name, what);
                else
                    LogFailed(exception, scope.Name);
                await Task.Delay(backoff.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        var name = (await initializer.FindOrCreateAsync(scope.Name, scope.Clock, scope.Gateway, stopping)).Name;
        assignment.MarkReady();
        coordinator.Refresh();
        var (lease, reason) = await AcquireAsync(name, stopping);
        using var mine = lease;
        try
        {
            using var session = CancellationTokenSource.CreateLinkedTokenSource(stopping, assignment.Start());
            // Read again: whoever held the lease until now has moved on.
            var workspace = await reader.WorkspaceAsync(name, stopping) ?? throw new LeaseLostException(name);
            scope.Status.LeaseHeld = true;
            LogHolds(name, lease.Fence, reason);
            await using var work = await sessions.BeginAsync(scope, workspace, lease, stopping);
            backoff.Reset();
            await work.RunAsync(session.Token);
        }
        finally
        {
            scope.Status.LeaseHeld = false;
            await ReleaseAsync(lease);
        }
    }

    /// <summary>Stands by until it is this process's turn, and nobody else was faster.</summary>
    private async Task<(Lease Lease, string Reason)> AcquireAsync(string name, CancellationToken stopping)
    {
        while (true)
        {
            var reason = await assignment.WaitForGrantAsync(stopping);
            if (await leases.TryAcquireAsync(name, options.LeaseDuration, stopping) is { } lease)
                return (lease, reason);
        }
    }

    /// <summary>A lease given back is taken by a stand-by at once. One that is lost already is not ours to give.</summary>
    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(exception, lease.Workspace);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Working on workspace {Workspace} (fence {Fence}): {Reason}")]
    private partial void LogHolds(string workspace, long fence, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer for workspace {Workspace}: {Error}. Trying again")]
    private partial void LogAway(string workspace, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on workspace {Workspace} failed; trying again")]
    private partial void LogFailed(Exception exception, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of workspace {Workspace} could not be given back; it runs out by itself")]
    private partial void LogNotReleased(Exception exception, string workspace);
}
