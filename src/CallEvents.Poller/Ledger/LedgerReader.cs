using System.Linq.Expressions;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>What the loops ask the ledger. Reads only.</summary>
internal sealed class LedgerReader(IDbContextFactory<LedgerDbContext> contexts)
{
    private static readonly Lane[] Lanes = Enum.GetValues<Lane>();

    /// <summary>
    /// What was set aside is tried within an hour. One that is planned further ahead was planned by a clock that was ahead itself
    /// and has been corrected since; it would come as much too late, and is due now. That a clock hops is to cost no try.
    /// </summary>
    private static readonly TimeSpan MaxRetryDelay = RetryIntervals.Parked + ServerClock.SkewTolerance;

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

    /// <summary>
    /// The calls whose transcript is to be checked now, live ones first. Lane by lane: each is one stretch of the index, however
    /// many calls wait for later.
    /// </summary>
    public Task<List<DueCheck>> DueChecksAsync(string workspace, DateTimeOffset now, int number, CancellationToken cancellationToken) =>
        ChecksAsync(workspace, row => row.NextCheckAt <= now, row => new DueCheck(row.CallId, row.Lane), number, cancellationToken);

    /// <summary>The checks planned further ahead than any schedule plans: by a clock that was ahead and has been corrected since.</summary>
    public Task<List<StrandedCheck>> StrandedChecksAsync(string workspace, DateTimeOffset latest, int number, CancellationToken cancellationToken) =>
        ChecksAsync(workspace, row => row.NextCheckAt > latest, row => new StrandedCheck(row.CallId, row.Transcript), number, cancellationToken);

    public async Task<DateTimeOffset?> NextCheckAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? next = null;
        foreach (var lane in Lanes)
        {
            var first = await context.Calls.Where(row => row.Workspace == workspace && row.Lane == lane && row.NextCheckAt != null)
                .MinAsync(row => row.NextCheckAt, cancellationToken);
            next = next < first ? next : first ?? next;
        }

        return next;
    }

    public async Task<List<RereadRow>> RereadWindowsAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Rereads.AsNoTracking().Where(row => row.Workspace == workspace).ToListAsync(cancellationToken);
    }

    public async Task<List<GapRow>> GapsAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Gaps.AsNoTracking().Where(row => row.Workspace == workspace).ToListAsync(cancellationToken);
    }

    public async Task<List<string>> RedactableAsync(string workspace, DateTimeOffset before, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Retention.Redactable(context, workspace).Where(row => row.CreatedAt < before)
            .OrderBy(row => row.CreatedAt).Take(number).Select(row => row.CallId).ToListAsync(cancellationToken);
    }

    public async Task<List<GapRow>> DueGapsAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = now + MaxRetryDelay;
        return await context.Gaps.AsNoTracking().Where(row => row.Workspace == workspace && (row.NextRetryAt <= now || row.NextRetryAt > latest))
            .OrderBy(row => row.From).ToListAsync(cancellationToken);
    }

    public async Task<List<ParkedRow>> DueParkedAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = now + MaxRetryDelay;
        return await context.Parked.AsNoTracking().Where(row => row.Workspace == workspace && (row.NextRetryAt <= now || row.NextRetryAt > latest))
            .OrderBy(row => row.NextRetryAt).Take(100).ToListAsync(cancellationToken);
    }

    /// <summary>The keys that are parked, and whether a page showed them unreadable.</summary>
    public async Task<Dictionary<string, bool>> ParkedKeysAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Parked.AsNoTracking().Where(row => row.Workspace == workspace).ToDictionaryAsync(row => row.Key, row => row.IsFromPage, cancellationToken);
    }

    public async Task<Dictionary<CallEventType, long>> PendingByTypeAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await PendingByTypeAsync(context, workspace, cancellationToken);
    }

    /// <summary>Counted by the database: a group that is not reduced to its number comes over as all its rows, content and all.</summary>
    public static Task<Dictionary<CallEventType, long>> PendingByTypeAsync(LedgerDbContext context, string workspace, CancellationToken cancellationToken) =>
        context.Outbox.Where(row => row.Workspace == workspace && row.PublishedAt == null)
            .GroupBy(row => row.Type).Select(group => new { Type = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(due => due.Type, due => due.Count, cancellationToken);

    public async Task<long> CountCallsAsync(string workspace, CancellationToken cancellationToken)
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
            await pending.MinAsync(row => (DateTimeOffset?)row.DiscoveredAt, cancellationToken),
            await context.Parked.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await context.Gaps.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await context.Outbox.LongCountAsync(row => row.Workspace == workspace && row.PublishedAt == null && row.Size > maxBytes, cancellationToken));
    }

    private async Task<List<T>> ChecksAsync<T>(
        string workspace, Expression<Func<CallState, bool>> which, Expression<Func<CallState, T>> what, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<T> checks = [];
        foreach (var lane in Lanes)
        {
            checks.AddRange(await context.Calls.AsNoTracking()
                .Where(row => row.Workspace == workspace && row.Lane == lane && row.NextCheckAt != null)
                .Where(which)
                .OrderBy(row => row.NextCheckAt)
                .Take(number - checks.Count)
                .Select(what)
                .ToListAsync(cancellationToken));
            if (checks.Count == number)
                break;
        }

        return checks;
    }
}

/// <summary>A transcript to look for, and the lane that pays.</summary>
internal sealed record DueCheck(string CallId, Lane Lane);

/// <summary>A check that is planned too far ahead, and what is known of the transcript that it looks for.</summary>
internal sealed record StrandedCheck(string CallId, TranscriptState Transcript);
