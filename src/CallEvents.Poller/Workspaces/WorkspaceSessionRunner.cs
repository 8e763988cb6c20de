using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;

namespace CallEvents.Poller.Workspaces;

/// <summary>Runs a session in a dependency-injection scope of its own, from the ledger's state at its start.</summary>
internal sealed class WorkspaceSessionRunner(
    IServiceScopeFactory scopes,
    LedgerReader reader,
    Heartbeats heartbeats,
    PublishingOptions publishing,
    TimeProvider time
)
{
    public async Task RunAsync(WorkspaceScope workspace, Lease lease, CancellationToken stopping)
    {
        // Read again: the replica that held the lease until now has advanced.
        var stored =
            await reader.LoadAsync(lease.Workspace, publishing.MaxBytes, stopping) ?? throw new LeaseLostException(lease.Workspace);
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SessionContext>();
        context.Set(workspace, lease, stored);
        workspace.Status.Ledger.Start(context.Progress, stored.Pending, stored.Calls);
        workspace.Status.Ledger.PausedAt = stored.Row.PausedAt;
        ResumePause(workspace, stored);

        // Disposed here, which completes the last commits before the lease is released. The scope would wait for them on the thread pool.
        await using var writer = scope.ServiceProvider.GetRequiredService<LedgerWriter>();
        _ = heartbeats.RunAsync(lease.Workspace, "commits", () => writer.Start(stored.Parked));
        await scope.ServiceProvider.GetRequiredService<ErasureApplication>().RunAsync(stopping);
        var schedule = scope.ServiceProvider.GetRequiredService<RereadSchedule>();
        if (schedule.IsChanged)
            await writer.CommitAsync(new ReplacedRereads(schedule.Rows), stopping);
        await scope.ServiceProvider.GetRequiredService<WorkspaceSession>().RunAsync(stopping);
    }

    private void ResumePause(WorkspaceScope workspace, StoredWorkspace stored)
    {
        if (stored.RemainingPause <= TimeSpan.Zero)
            return;
        workspace.Account.Limiter.Pause(stored.RemainingPause);
        workspace.Account.Throttled.Add(stored.RemainingPause);
        workspace.Account.Health.Pause(time.GetUtcNow() + stored.RemainingPause);
    }
}
