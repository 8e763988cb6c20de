using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Workspaces.Loops;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// The work on one workspace under one lease: its loops, concurrently, each of which survives its own failures. Ends when it is stopped or
/// the lease is lost; what is under way then is completed or stays pending.
/// </summary>
internal sealed class WorkspaceSession(
    Lease lease,
    SessionLoops loops,
    LeaseRenewer renewer,
    Heartbeats heartbeats,
    Random random,
    TimeProvider time,
    SupervisionLog log
)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Ended);
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended);
        using var waiting = Heartbeat.Suspend();
        var renewal = heartbeats.RunAsync(lease.Workspace, "lease renewal", () => renewer.RunAsync(holding.Token));
        await Task.WhenAll(
            loops.Active.Select(loop => heartbeats.RunAsync(lease.Workspace, loop.Name, () => SuperviseAsync(loop, work.Token)))
        );

        // Renewed until here: what is under way at a stop may take longer than the rest of the lease.
        // Not CancelAsync, which runs the callbacks on the thread pool: a simulation decides when each step runs.
        holding.Cancel();
        await renewal;
    }

    private Task SuperviseAsync(IWorkspaceLoop loop, CancellationToken stopping) =>
        new Supervisor(new ExponentialBackoff(FirstRetry, MaxRetry, random), time).RunAsync(
            token => RunUntilLeaseIsLostAsync(loop, token),
            exception => RecordFailure(exception, loop),
            stopping
        );

    private void RecordFailure(Exception exception, IWorkspaceLoop loop)
    {
        log.Failed(exception, loop.Name, lease.Workspace);
        Heartbeat.Beat(MaxRetry);
    }

    /// <summary>
    /// What one loop has found lost is lost for all, although a renewal that is under way may still succeed: a session without one of its
    /// loops would hold the workspace and do nothing.
    /// </summary>
    private async Task RunUntilLeaseIsLostAsync(IWorkspaceLoop loop, CancellationToken stopping)
    {
        try
        {
            await loop.RunAsync(stopping);
        }
        catch (LeaseLostException)
        {
            lease.Expire();
        }
    }
}
