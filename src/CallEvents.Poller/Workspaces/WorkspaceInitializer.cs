using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Finds a workspace in the ledger, or creates it. Only here is <c>StartFrom</c> read, so that no redeploy moves a workspace back, or
/// forward over calls that were never observed.
/// </summary>
internal sealed class WorkspaceInitializer(
    IDbContextFactory<LedgerDbContext> contexts,
    SqliteWriteGate gate,
    LedgerReader reader,
    LeaseStore leases,
    RevontGatewayFactory gateways,
    PollingOptions options,
    TimeProvider time
)
{
    /// <returns>The workspace's stored name.</returns>
    public async Task<string> FindOrCreateAsync(ApiAccount account, CancellationToken cancellationToken)
    {
        if (await reader.WorkspaceAsync(account.Workspace, cancellationToken) is { } known)
            return known.Name;

        await InsertAsync(NewWorkspace(account.Workspace, account.Clock.Now), cancellationToken);
        var created = await reader.WorkspaceAsync(account.Workspace, cancellationToken);
        return created?.Name ?? throw new InvalidOperationException($"Workspace {account.Workspace} could not be created");
    }

    /// <summary>
    /// Corrects the start of a workspace that no session has worked on: it divides backfill from live calls, by the clock that dates the
    /// calls, so one request is sent for its Date header. Only the holder of the lease sends it, so that of several replicas that start
    /// together one asks, and a pause that the API requests is stored before the session begins. During a pause none is sent. Without a
    /// response, the local clock holds.
    /// </summary>
    public async Task SynchronizeStartAsync(ApiAccount account, Lease lease, CancellationToken cancellationToken)
    {
        if ((await reader.RereadWindowsAsync(lease.Workspace, cancellationToken)).Count > 0)
            return;
        if (await reader.RemainingPauseAsync(lease.Workspace, cancellationToken) > TimeSpan.Zero)
            return;

        var answered = account.AnsweredRequests;
        using var deadline = new CancellationTokenSource(lease.Duration / 2, time);
        using var request = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var gateway = gateways.Create(account, new FirstRequestGuard(lease, leases, request));
        var now = account.Clock.Now;
        await ((Task)gateway.ListAsync(Lane.Live, new Slice(now, now), null, request.Token, limit: 1)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );
        cancellationToken.ThrowIfCancellationRequested();
        if (account.AnsweredRequests > answered)
            await CorrectAsync(lease, account.Clock.Now, cancellationToken);
    }

    private WorkspaceRow NewWorkspace(string name, DateTimeOffset startedAt)
    {
        var startFrom = options.StartsNow ? startedAt : options.StartInstant!.Value;
        return new WorkspaceRow
        {
            Name = name,
            StartFrom = startFrom,
            StartedAt = startedAt,
            Watermark = Slice.Floor(startedAt),
            BackfilledTo = startFrom < startedAt ? Slice.Floor(startFrom) : startedAt,
        };
    }

    private async Task InsertAsync(WorkspaceRow row, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Workspaces.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another replica was faster. If it was another failure, there is still no row, and the caller retries.
        }
    }

    private async Task CorrectAsync(Lease lease, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var start = NewWorkspace(lease.Workspace, startedAt);
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .Workspaces.Where(row => row.Name == lease.Workspace && row.Fence == lease.Fence)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.StartFrom, start.StartFrom)
                        .SetProperty(row => row.StartedAt, start.StartedAt)
                        .SetProperty(row => row.Watermark, start.Watermark)
                        .SetProperty(row => row.BackfilledTo, start.BackfilledTo),
                cancellationToken
            );
    }

    /// <summary>Stores a pause, and ends the request: the session that follows waits for the end of the pause.</summary>
    private sealed class FirstRequestGuard(Lease lease, LeaseStore leases, CancellationTokenSource request) : IRequestGuard
    {
        public void EnsureAllowed() => lease.EnsureHeld();

        public async Task StorePauseAsync(TimeSpan delay)
        {
            await leases.StorePauseAsync(lease, delay);
            End();
        }

        // Not CancelAsync, which runs the callbacks on the thread pool: a simulation decides when each step runs.
        private void End() => request.Cancel();
    }
}
