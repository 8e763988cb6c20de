using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Reads the pending events to publish next: live ones first, in batches bounded by number and bytes, so that memory stays flat.
/// </summary>
internal sealed class OutboxReader(IDbContextFactory<LedgerDbContext> contexts, string workspace, PublishingOptions options)
{
    private const int BatchSize = 256;
    private const long MaxBatchBytes = 32 * 1024 * 1024;

    public async Task<List<OutboxRow>> NextAsync(OutboxQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = context.Outbox.AsNoTracking().Pending().Where(row => row.Workspace == workspace);
        if (query.Only is { } only)
            pending = pending.Where(row => row.Id == only);
        else if (query.Excluded.Count > 0)
            pending = pending.Where(row => !query.Excluded.Contains(row.Id));

        var batchSize = query.IsOneAtATime ? 1 : BatchSize;
        // The type comes first: to read the size, which is stored behind the body, SQLite reads the whole body too.
        // The same holds for the queue, which only a replay has.
        var flowing = pending.Where(row =>
            (query.Routable.Contains(row.Type) || (row.Lane == Lane.Replay && row.Queue != null)) && row.Size <= options.MaxBytes
        );
        var next = await InOrder(flowing).Take(batchSize + query.Unacknowledged.Count).ToListAsync(cancellationToken);
        foreach (var type in query.Probing)
        {
            var probe = InOrder(
                    pending.Where(row => row.Type == type && (row.Lane != Lane.Replay || row.Queue == null) && row.Size <= options.MaxBytes)
                )
                .Take(1);
            next.InsertRange(0, await probe.ToListAsync(cancellationToken));
        }

        var ids = WithinMaxBytes(next.Where(head => !query.Unacknowledged.Contains(head.Id)).Take(batchSize));
        return ids.Count == 0
            ? []
            : await context
                .Outbox.AsNoTracking()
                .Where(row => EF.Parameter(ids).Contains(row.Id))
                .OrderBy(row => row.Lane)
                .ThenBy(row => row.Id)
                .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// In the order of the index on pending events. By id alone, PostgreSQL scans all published events to find the first pending one.
    /// </summary>
    private static IQueryable<Head> InOrder(IQueryable<OutboxRow> pending) =>
        pending.OrderBy(row => row.Lane).ThenBy(row => row.Id).Select(row => new Head(row.Id, row.Size));

    private static List<long> WithinMaxBytes(IEnumerable<Head> heads)
    {
        var bytes = 0L;
        return [.. heads.TakeWhile(head => (bytes += head.Size) <= MaxBatchBytes || bytes == head.Size).Select(head => head.Id)];
    }

    private readonly record struct Head(long Id, int Size);
}
