using CallEvents.Poller.Api;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>What the loops ask the ledger. Reads only.</summary>
internal sealed class LedgerReader(IDbContextFactory<LedgerContext> contexts)
{
    /// <summary>The workspace under the name it was first stored with: letter case in a later configuration is no new workspace.</summary>
    public async Task<WorkspaceRow?> WorkspaceAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lower = name.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Becomes SQL's lower(), which knows no culture.
        return await context.Workspaces.AsNoTracking().OrderByDescending(row => row.Name == name)
            .FirstOrDefaultAsync(row => row.Name.ToLower() == lower, cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>The calls whose transcript is to be checked now, live ones first.</summary>
    public async Task<List<DueCheck>> DueChecksAsync(string workspace, DateTimeOffset now, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.AsNoTracking()
            .Where(row => row.Workspace == workspace && row.NextCheck != null && row.NextCheck <= now)
            .OrderBy(row => row.Lane).ThenBy(row => row.NextCheck)
            .Take(number)
            .Select(row => new DueCheck(row.CallId, row.Lane))
            .ToListAsync(cancellationToken);
    }

    public async Task<DateTimeOffset?> NextCheckAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.Where(row => row.Workspace == workspace && row.NextCheck != null).MinAsync(row => row.NextCheck, cancellationToken);
    }

    public async Task<List<GapRow>> DueGapsAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Gaps.AsNoTracking().Where(row => row.Workspace == workspace && row.NextTry <= now)
            .OrderBy(row => row.From).ToListAsync(cancellationToken);
    }

    public async Task<List<ParkedRow>> DueParkedAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Parked.AsNoTracking().Where(row => row.Workspace == workspace && row.NextTry <= now)
            .OrderBy(row => row.NextTry).Take(100).ToListAsync(cancellationToken);
    }

    public async Task<HashSet<string>> ParkedKeysAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. await context.Parked.Where(row => row.Workspace == workspace).Select(row => row.Key).ToListAsync(cancellationToken)];
    }

    public async Task<Dictionary<FactType, long>> DueByTypeAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Facts.Where(row => row.Workspace == workspace && row.ToldAt == null)
            .GroupBy(row => row.Type).ToDictionaryAsync(group => group.Key, group => group.LongCount(), cancellationToken);
    }

    public async Task<long> CallsAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.LongCountAsync(row => row.Workspace == workspace, cancellationToken);
    }

    public async Task<LedgerCounts> CountsAsync(string workspace, int maxBytes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = context.Calls.Where(row => row.Workspace == workspace && row.Transcript == TranscriptState.Pending);
        return new LedgerCounts(
            await pending.LongCountAsync(cancellationToken),
            await pending.MinAsync(row => (DateTimeOffset?)row.SeenAt, cancellationToken),
            await context.Parked.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await context.Gaps.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await context.Facts.LongCountAsync(row => row.Workspace == workspace && row.ToldAt == null && row.Size > maxBytes, cancellationToken));
    }
}

/// <summary>A transcript to look for, and the lane that pays.</summary>
internal sealed record DueCheck(string CallId, Lane Lane);
