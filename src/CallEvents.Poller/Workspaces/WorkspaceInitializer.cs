using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Finds a workspace in the ledger, or begins it. Only here is <c>StartFrom</c> looked at, so that no redeploy ever sets a
/// workspace back, or forward over calls that nobody has seen.
/// </summary>
internal sealed class WorkspaceInitializer(IDbContextFactory<LedgerDbContext> contexts, LedgerReader reader, SqliteWriteGate gate, PollingOptions options)
{
    public async Task<WorkspaceRow> FindOrCreateAsync(string name, ServerClock clock, RevontGateway gateway, CancellationToken cancellationToken)
    {
        if (await reader.WorkspaceAsync(name, cancellationToken) is { } known)
            return known;

        // One request, for its Date header: the first start divides history from news, by the clock that dates the calls. Should
        // the API ask to wait, that must outlive a restart, so the workspace begins before the wait.
        gateway.KeepNotBefore = until => CreateAsync(name, clock, until, CancellationToken.None);
        try
        {
            var now = clock.Now;
            await gateway.ListAsync(Lane.Live, new Slice(now, now), null, cancellationToken, limit: 1);
        }
        finally
        {
            gateway.KeepNotBefore = _ => Task.CompletedTask;
        }

        await CreateAsync(name, clock, null, cancellationToken);
        return await reader.WorkspaceAsync(name, cancellationToken) ?? throw new InvalidOperationException($"Workspace {name} could not be begun");
    }

    private async Task CreateAsync(string name, ServerClock clock, DateTimeOffset? notBefore, CancellationToken cancellationToken)
    {
        var startedAt = clock.Now;
        var startFrom = options.StartsNow ? startedAt : options.StartInstant!.Value;
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Workspaces.FindAsync([name], cancellationToken) is { } begun)
        {
            begun.ApiPausedUntil = notBefore > begun.ApiPausedUntil ? notBefore : begun.ApiPausedUntil ?? notBefore;
        }
        else
        {
            context.Workspaces.Add(new WorkspaceRow
            {
                Name = name,
                StartFrom = startFrom,
                StartedAt = startedAt,
                Watermark = Slice.Floor(startedAt),
                BackfilledTo = startFrom < startedAt ? Slice.Floor(startFrom) : startedAt,
                ApiPausedUntil = notBefore,
            });
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another replica was faster, unless it was something else: then there is still no row, and the caller tries again.
        }
    }
}
