using System.Collections.Immutable;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The ledger's queries.</summary>
internal sealed class LedgerReader(IDbContextFactory<LedgerDbContext> contexts, DatabaseClock clock)
{
    /// <summary>
    /// A retry planned further ahead was planned by a fast clock that has been corrected since; it would be as much too late, and is due
    /// now. The tolerance keeps small corrections of the clock from causing extra retries.
    /// </summary>
    private static readonly TimeSpan MaxRetryDelay = RetryIntervals.Longest + ClockSkew.Tolerance;

    /// <summary>The same for what is unreadable since less than the first delay.</summary>
    private static readonly TimeSpan MaxFirstDelay = RetryIntervals.Parked + ClockSkew.Tolerance;

    /// <summary>The workspace, in any letter case: a different one in a later configuration is no new workspace.</summary>
    public async Task<WorkspaceRow?> WorkspaceAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lower = name.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Becomes SQL's lower(), which knows no culture.
        return await context
            .Workspaces.AsNoTracking()
            .OrderByDescending(row => row.Name == name)
            .FirstOrDefaultAsync(row => row.Name.ToLower() == lower, cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>All that a session starts with; null while the workspace is new.</summary>
    public async Task<StoredWorkspace?> LoadAsync(string name, int maxBytes, CancellationToken cancellationToken) =>
        await WorkspaceAsync(name, cancellationToken) is { } row
            ? new StoredWorkspace(
                row,
                await RemainingPauseAsync(row.Name, cancellationToken),
                await RereadWindowsAsync(row.Name, cancellationToken),
                await ParkedKeysAsync(row.Name, cancellationToken),
                await PendingByTypeAsync(row.Name, maxBytes, cancellationToken),
                await CountCallsAsync(row.Name, cancellationToken)
            )
            : null;

    /// <inheritdoc cref="PlannedChecks.DueAsync"/>
    public async Task<List<DueCheck>> DueChecksAsync(string workspace, DateTimeOffset now, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new PlannedChecks(context, workspace).DueAsync(now, number, cancellationToken);
    }

    /// <inheritdoc cref="PlannedChecks.StrandedAsync"/>
    public async Task<List<StrandedCheck>> StrandedChecksAsync(
        string workspace,
        DateTimeOffset latest,
        int number,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new PlannedChecks(context, workspace).StrandedAsync(latest, number, cancellationToken);
    }

    public async Task<DateTimeOffset?> NextCheckAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await new PlannedChecks(context, workspace).NextAsync(cancellationToken)).Values.Min();
    }

    /// <summary>When the call was created; null when it is unknown.</summary>
    public async Task<DateTimeOffset?> CreatedAtAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Calls.Where(row => row.Workspace == workspace && row.CallId == callId)
            .Select(row => (DateTimeOffset?)row.CreatedAt)
            .SingleOrDefaultAsync(cancellationToken);
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

    public async Task<List<string>> RedactableAsync(
        string workspace,
        DateTimeOffset before,
        int number,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Retention
            .Redactable(context, workspace, maxBytes)
            .Where(row => row.CreatedAt < before)
            .OrderBy(row => row.CreatedAt)
            .Take(number)
            .Select(row => row.CallId)
            .ToListAsync(cancellationToken);
    }

    public async Task<List<GapRow>> DueGapsAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (latest, latestFirst, recent) = (now + MaxRetryDelay, now + MaxFirstDelay, now - RetryIntervals.Parked);
        return await context
            .Gaps.AsNoTracking()
            .Where(row => row.Workspace == workspace)
            .Where(row => row.NextRetryAt <= now || row.NextRetryAt > latest || (row.NextRetryAt > latestFirst && row.OpenedAt > recent))
            .OrderBy(row => row.NextRetryAt)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    public async Task<List<ParkedRow>> DueParkedAsync(string workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (latest, latestFirst, recent) = (now + MaxRetryDelay, now + MaxFirstDelay, now - RetryIntervals.Parked);
        return await context
            .Parked.AsNoTracking()
            .Where(row => row.Workspace == workspace)
            .Where(row => row.NextRetryAt <= now || row.NextRetryAt > latest || (row.NextRetryAt > latestFirst && row.ParkedAt > recent))
            .OrderBy(row => row.NextRetryAt)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    public async Task<Dictionary<CallEventType, long>> PendingByTypeAsync(
        string workspace,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await PendingByTypeAsync(context, workspace, maxBytes, cancellationToken);
    }

    /// <summary>Counted by the database: EF Core fetches all rows of a group that is not reduced to its count, content included.</summary>
    public static Task<Dictionary<CallEventType, long>> PendingByTypeAsync(
        LedgerDbContext context,
        string workspace,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        context
            .Outbox.Pending()
            .Sendable(maxBytes)
            .Where(row => row.Workspace == workspace)
            .GroupBy(row => row.Type)
            .Select(group => new { Type = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(due => due.Type, due => due.Count, cancellationToken);

    public async Task<long> CountCallsAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.LongCountAsync(row => row.Workspace == workspace, cancellationToken);
    }

    public async Task<LedgerCounts> CountsAsync(string workspace, int maxBytes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var outbox = context.Outbox.Pending().Where(row => row.Workspace == workspace);
        var pending = context.Calls.Where(row => row.Workspace == workspace && row.Transcript == TranscriptState.Pending);
        return new LedgerCounts(
            await pending.LongCountAsync(cancellationToken),
            await pending.MinAsync(row => (DateTimeOffset?)row.DiscoveredAt, cancellationToken),
            await context.Parked.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await context.Gaps.LongCountAsync(row => row.Workspace == workspace, cancellationToken),
            await outbox.Oversized(maxBytes).LongCountAsync(cancellationToken),
            await outbox
                .Sendable(maxBytes)
                .GroupBy(row => row.Type)
                .Select(group => new { Type = group.Key, Oldest = group.Min(row => row.ObservedAt) })
                .ToDictionaryAsync(oldest => oldest.Type, oldest => oldest.Oldest, cancellationToken),
            await context
                .Jobs.Open()
                .Where(row => row.Workspace == workspace)
                .GroupBy(row => new { row.Kind, row.State })
                .Select(group => new { group.Key, Count = group.LongCount() })
                .ToDictionaryAsync(group => (group.Key.Kind, group.Key.State), group => group.Count, cancellationToken)
        );
    }

    public async Task<TimeSpan> RemainingPauseAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RemainingPauseAsync(clock, workspace, cancellationToken);
    }

    private async Task<ImmutableDictionary<string, bool>> ParkedKeysAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await UnreadableChanges.ParkedAsync(context, workspace, cancellationToken);
    }
}
