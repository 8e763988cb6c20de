using System.Collections.Immutable;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>What one transaction changes in the parked items and the gaps of a workspace.</summary>
internal sealed class UnreadableChanges(
    LedgerDbContext context,
    string workspace,
    DateTimeOffset now,
    ImmutableDictionary<string, bool> knownParked
)
{
    /// <summary>Whether there is anything to commit.</summary>
    public bool Any { get; private set; }

    public List<MalformedItem> NewlyParked { get; } = [];

    /// <summary>The parked keys that the API no longer shows.</summary>
    public List<string> Removed { get; } = [];

    public List<UnreadableRange> NewGaps { get; } = [];

    /// <summary>The keys parked after this transaction, and whether a page showed them malformed.</summary>
    /// <remarks>Not copied: after a change of the API's schema they may be a million, and each commit would cost as much.</remarks>
    public ImmutableDictionary<string, bool> Parked { get; private set; } = knownParked;

    /// <summary>The keys that are parked, and whether a page showed them malformed.</summary>
    public static async Task<ImmutableDictionary<string, bool>> ParkedAsync(
        LedgerDbContext context,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var rows = context.Parked.AsNoTracking().Where(row => row.Workspace == workspace);
        return (
            await rows.ToDictionaryAsync(row => row.Key, row => row.IsFromPage, StringComparer.Ordinal, cancellationToken)
        ).ToImmutableDictionary(StringComparer.Ordinal);
    }

    public async Task ParkAsync(ParkRequest request)
    {
        var (item, slice, isRetry) = request;
        if (Parked.ContainsKey(item.Key))
        {
            // Every walk shows it again: only a retry postpones the next retry.
            if (isRetry)
                await PostponeAsync(item.Key, item.Error);
            return;
        }

        Any = true;
        Parked = Parked.Add(item.Key, slice is not null);
        NewlyParked.Add(item);
        context.Parked.Add(
            new ParkedRow
            {
                Workspace = workspace,
                Key = item.Key,
                IsCall = item.IsCall,
                From = slice?.From ?? now,
                To = slice?.To ?? now,
                ParkedAt = now,
                NextRetryAt = now + RetryIntervals.Parked,
                Error = item.Error,
            }
        );
    }

    /// <summary>Postpones the retry of an item, if it is parked.</summary>
    public async Task PostponeAsync(string key, string? error = null)
    {
        if (!Parked.ContainsKey(key) || NewlyParked.Exists(parked => parked.Key == key))
            return;
        Any = true;
        var rows = context.Parked.Where(row => row.Workspace == workspace && row.Key == key);
        var next = now + RetryIntervals.After(now - await rows.Select(row => row.ParkedAt).FirstOrDefaultAsync(), RetryIntervals.Parked);
        await rows.ExecuteUpdateAsync(set =>
            set.SetProperty(row => row.NextRetryAt, next).SetProperty(row => row.Error, row => error ?? row.Error)
        );
    }

    /// <summary>Releases an item that was read whole.</summary>
    public async Task UnparkAsync(string key)
    {
        Any = true;
        Parked = Parked.Remove(key);
        NewlyParked.RemoveAll(parked => parked.Key == key);
        foreach (var added in context.Parked.Local.Where(row => row.Key == key).ToList())
            context.Parked.Remove(added);
        await context.Parked.Where(row => row.Workspace == workspace && row.Key == key).ExecuteDeleteAsync();
    }

    /// <summary>Removes an item that the API no longer shows.</summary>
    public async Task RemoveAsync(string key)
    {
        if (!Parked.ContainsKey(key))
            return;
        Removed.Add(key);
        await UnparkAsync(key);
    }

    /// <summary>Records a gap. With those that it touches, it is one gap from now on.</summary>
    public async Task OpenGapAsync(UnreadableRange gap)
    {
        if (await AddGapAsync(gap, now) == 0)
            NewGaps.Add(gap);
    }

    /// <summary>Replaces a gap with what is left of it. While nothing of it can be read, its retries become rarer.</summary>
    public async Task ReplaceGapAsync(Slice slice, IReadOnlyList<UnreadableRange> remaining)
    {
        var known = await context
            .Gaps.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Workspace == workspace && row.From == slice.From && row.To == slice.To);
        if (known is null)
            return;
        Any = true;
        await DeleteAsync([known]);
        foreach (var gap in remaining)
            await AddGapAsync(gap, gap.Slice == slice ? known.OpenedAt : now);
    }

    private async Task<int> AddGapAsync(UnreadableRange gap, DateTimeOffset openedAt)
    {
        Any = true;
        var (slice, error) = gap;
        var touching = await context
            .Gaps.AsNoTracking()
            .Where(row => row.Workspace == workspace && row.From <= slice.To && row.To >= slice.From)
            .ToListAsync();
        await DeleteAsync(touching);
        slice = touching.Aggregate(slice, (union, row) => union.Union(new Slice(row.From, row.To)));
        context.Gaps.Add(
            new GapRow
            {
                Workspace = workspace,
                From = slice.From,
                To = slice.To,
                OpenedAt = openedAt,
                NextRetryAt = now + RetryIntervals.After(now - openedAt, RetryIntervals.FirstOfGap),
                Error = error,
            }
        );
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        return touching.Count;
    }

    private async Task DeleteAsync(IReadOnlyList<GapRow> rows)
    {
        foreach (var gap in rows)
        {
            await context.Gaps.Where(row => row.Workspace == workspace && row.From == gap.From && row.To == gap.To).ExecuteDeleteAsync();
        }
    }
}
