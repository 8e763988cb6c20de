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
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    /// <returns>The workspace's stored name.</returns>
    public async Task<string> FindOrCreateAsync(ApiAccount account, CancellationToken cancellationToken)
    {
        if (await reader.WorkspaceAsync(account.Workspace, cancellationToken) is { } known)
            return known.Name;

        var startedAt = account.Clock.Now;
        var offset = account.Clock.Offset;
        if (await TryInsertAsync(NewWorkspace(account.Workspace, startedAt), cancellationToken))
            await SynchronizeStartAsync(account, startedAt, offset, cancellationToken);
        var created = await reader.WorkspaceAsync(account.Workspace, cancellationToken);
        return created?.Name ?? throw new InvalidOperationException($"Workspace {account.Workspace} could not be created");
    }

    /// <summary>
    /// One request, for its Date header: the first start divides backfill from live calls, by the clock that dates the calls. It is sent
    /// under the lease, so that of several replicas that start together one asks, and a pause that the API requests is obeyed by all.
    /// </summary>
    private async Task SynchronizeStartAsync(
        ApiAccount account,
        DateTimeOffset startedAt,
        TimeSpan offset,
        CancellationToken cancellationToken
    )
    {
        if (await leases.TryAcquireAsync(account.Workspace, 2 * MaxWait, cancellationToken) is not { } held)
            return;
        using var lease = held;
        try
        {
            using var deadline = new CancellationTokenSource(MaxWait, time);
            using var request = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var gateway = gateways.Create(account, new FirstRequestGuard(lease, leases, request));
            await ((Task)gateway.ListAsync(Lane.Live, new Slice(startedAt, startedAt), null, request.Token, limit: 1))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        finally
        {
            await ReleaseAsync(lease, NewWorkspace(account.Workspace, startedAt + account.Clock.Offset - offset));
        }
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

    /// <summary>False: another replica was faster, or it failed; then there is still no row, and the caller retries.</summary>
    private async Task<bool> TryInsertAsync(WorkspaceRow row, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Workspaces.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }

    /// <summary>Corrects the start, and leaves the lease as if it had never been held: a stand-by waits before it takes a free one.</summary>
    private async Task ReleaseAsync(Lease lease, WorkspaceRow start)
    {
        using var permit = await gate.EnterAsync(CancellationToken.None);
        await using var context = await contexts.CreateDbContextAsync();
        await context
            .Workspaces.Where(row => row.Name == lease.Workspace && row.Fence == lease.Fence)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(row => row.StartFrom, start.StartFrom)
                    .SetProperty(row => row.StartedAt, start.StartedAt)
                    .SetProperty(row => row.Watermark, start.Watermark)
                    .SetProperty(row => row.BackfilledTo, start.BackfilledTo)
                    .SetProperty(row => row.Holder, (string?)null)
                    .SetProperty(row => row.LeaseUntil, 0L)
            );
    }

    /// <summary>Stores a pause, and ends the request: the session that follows waits for the end of the pause.</summary>
    private sealed class FirstRequestGuard(Lease lease, LeaseStore leases, CancellationTokenSource request) : IRequestGuard
    {
        public void EnsureAllowed()
        {
            if (lease.IsExpired)
                throw new LeaseLostException(lease.Workspace);
        }

        public async Task StorePauseAsync(TimeSpan delay)
        {
            await leases.StorePauseAsync(lease, delay);
            End();
        }

        // Not CancelAsync, which runs the callbacks on the thread pool: a simulation decides when each step runs.
        private void End() => request.Cancel();
    }
}
