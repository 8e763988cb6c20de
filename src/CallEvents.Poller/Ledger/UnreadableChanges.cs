using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>What one transaction changes in the parked items and the gaps of a workspace.</summary>
internal sealed class UnreadableChanges(
    LedgerDbContext context,
    string workspace,
    DateTimeOffset now,
    IReadOnlyDictionary<string, bool> knownParked
)
{
    /// <summary>Whether there is anything to commit.</summary>
    public bool Any { get; private set; }

    public List<MalformedItem> NewlyParked { get; } = [];

    /// <summary>The parked keys that the API no longer shows.</summary>
    public List<string> Removed { get; } = [];

    public List<Slice> NewGaps { get; } = [];

    /// <summary>The keys parked after this transaction, and whether a page showed them malformed.</summary>
    public Dictionary<string, bool> Parked { get; } = new(knownParked);

    public async Task ParkAsync(ParkRequest request)
    {
        var (item, slice, isRetry) = request;
        if (!Parked.TryAdd(item.Key, slice is not null))
        {
            // Every walk shows it again: only a retry postpones the next retry.
            if (isRetry)
                await PostponeAsync(item.Key, item.Error);
            return;
        }

        Any = true;
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
        var next = now + RetryIntervals.After(now - await rows.Select(row => row.ParkedAt).FirstOrDefaultAsync());
        await rows.ExecuteUpdateAsync(set =>
            set.SetProperty(row => row.NextRetryAt, next).SetProperty(row => row.Error, row => error ?? row.Error)
        );
    }

    /// <summary>Releases an item that was read whole.</summary>
    public async Task UnparkAsync(string key)
    {
        Any = true;
        Parked.Remove(key);
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

    public async Task OpenGapAsync(Slice slice, string error)
    {
        Any = true;
        var next = now + RetryIntervals.Parked;
        var known = await context.Gaps.FindAsync(workspace, slice.From, slice.To);
        if (known is not null)
        {
            known.NextRetryAt = next;
            known.Error = error;
            return;
        }

        NewGaps.Add(slice);
        context.Gaps.Add(
            new GapRow
            {
                Workspace = workspace,
                From = slice.From,
                To = slice.To,
                OpenedAt = now,
                NextRetryAt = next,
                Error = error,
            }
        );
    }

    public async Task CloseGapAsync(Slice slice)
    {
        Any = true;
        await context.Gaps.Where(row => row.Workspace == workspace && row.From == slice.From && row.To == slice.To).ExecuteDeleteAsync();
    }
}
