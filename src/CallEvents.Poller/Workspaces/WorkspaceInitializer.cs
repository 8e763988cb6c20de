using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
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
    RevontGatewayFactory gateways,
    PollingOptions options
)
{
    /// <returns>The workspace's stored name.</returns>
    public async Task<string> FindOrCreateAsync(ApiAccount account, CancellationToken cancellationToken)
    {
        if (await reader.WorkspaceAsync(account.Workspace, cancellationToken) is { } known)
            return known.Name;

        // One request, for its Date header: the first start divides backfill from live calls, by the clock that dates the calls. Should the
        // API ask for a pause, it must outlive a restart, so the workspace is created before the pause.
        var gateway = gateways.Create(account, new NewWorkspaceGuard(until => CreateAsync(account, until, CancellationToken.None)));
        var now = account.Clock.Now;
        await gateway.ListAsync(Lane.Live, new Slice(now, now), null, cancellationToken, limit: 1);

        await CreateAsync(account, null, cancellationToken);
        var created = await reader.WorkspaceAsync(account.Workspace, cancellationToken);
        return created?.Name ?? throw new InvalidOperationException($"Workspace {account.Workspace} could not be created");
    }

    private async Task CreateAsync(ApiAccount account, DateTimeOffset? pausedUntil, CancellationToken cancellationToken)
    {
        var startedAt = account.Clock.Now;
        var startFrom = options.StartsNow ? startedAt : options.StartInstant!.Value;
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Workspaces.FindAsync([account.Workspace], cancellationToken) is { } existing)
        {
            existing.ApiPausedUntil = pausedUntil > existing.ApiPausedUntil ? pausedUntil : existing.ApiPausedUntil ?? pausedUntil;
        }
        else
        {
            context.Workspaces.Add(
                new WorkspaceRow
                {
                    Name = account.Workspace,
                    StartFrom = startFrom,
                    StartedAt = startedAt,
                    Watermark = Slice.Floor(startedAt),
                    BackfilledTo = startFrom < startedAt ? Slice.Floor(startFrom) : startedAt,
                    ApiPausedUntil = pausedUntil,
                }
            );
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another replica was faster. If it was another failure, there is still no row, and the caller retries.
        }
    }

    /// <summary>Allows requests for a workspace that has no lease yet.</summary>
    private sealed class NewWorkspaceGuard(Func<DateTimeOffset, Task> storePause) : IRequestGuard
    {
        public void EnsureAllowed() { }

        public Task StorePauseAsync(DateTimeOffset until) => storePause(until);
    }
}
