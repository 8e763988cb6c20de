using System.Collections.Immutable;
using System.Linq.Expressions;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The ledger's queries.</summary>
internal sealed class LedgerReader(IDbContextFactory<LedgerDbContext> contexts, DatabaseClock clock)
{
    private static readonly Lane[] Lanes = Enum.GetValues<Lane>();

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

    /// <summary>
    /// The transcript checks that are due, live ones first, and at least a tenth of each lane. Lane by lane: each is one range of the
    /// index, however many checks are planned for later.
    /// </summary>
    public Task<List<DueCheck>> DueChecksAsync(string workspace, DateTimeOffset now, int number, CancellationToken cancellationToken) =>
        ChecksAsync(workspace, row => row.NextCheckAt <= now, row => new DueCheck(row.CallId, row.Lane), number, cancellationToken);

    /// <summary>Checks planned further ahead than any schedule allows: by a fast clock that has been corrected since.</summary>
    public Task<List<StrandedCheck>> StrandedChecksAsync(
        string workspace,
        DateTimeOffset latest,
        int number,
        CancellationToken cancellationToken
    ) =>
        ChecksAsync(
            workspace,
            row => row.NextCheckAt > latest,
            row => new StrandedCheck(row.CallId, row.Transcript),
            number,
            cancellationToken
        );

    public async Task<DateTimeOffset?> NextCheckAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? next = null;
        foreach (var lane in Lanes)
        {
            var first = await context
                .Calls.Where(row => row.Workspace == workspace && row.Lane == lane && row.NextCheckAt != null)
                .MinAsync(row => row.NextCheckAt, cancellationToken);
            next = next < first ? next : first ?? next;
        }

        return next;
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
                .ToDictionaryAsync(oldest => oldest.Type, oldest => oldest.Oldest, cancellationToken)
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

    private async Task<List<T>> ChecksAsync<T>(
        string workspace,
        Expression<Func<CallState, bool>> which,
        Expression<Func<CallState, T>> what,
        int number,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<List<T>> lanes = [];
        foreach (var lane in Lanes)
        {
            lanes.Add(
                await context
                    .Calls.AsNoTracking()
                    .Where(row => row.Workspace == workspace && row.Lane == lane && row.NextCheckAt != null)
                    .Where(which)
                    .OrderBy(row => row.NextCheckAt)
                    .Take(number)
                    .Select(what)
                    .ToListAsync(cancellationToken)
            );
        }

        return LaneShares.Take(lanes, number);
    }
}

/// <summary>A transcript check that is due, and its lane.</summary>
internal sealed record DueCheck(string CallId, Lane Lane);

/// <summary>A check that is planned too far ahead, and the state of its transcript.</summary>
internal sealed record StrandedCheck(string CallId, TranscriptState Transcript);
