using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Outbox;

/// <summary>Reads the facts to tell next: live ones first, a bounded number, and bounded in bytes, so that memory stays flat.</summary>
internal sealed class OutboxReader(IDbContextFactory<LedgerDbContext> contexts, string workspace, PublishingOptions options)
{
    private const int BatchSize = 256;
    private const long MaxBatchBytes = 32 * 1024 * 1024;

    public async Task<List<OutboxRow>> NextAsync(OutboxQuery query, CancellationToken cancellationToken)
    {
        var (routable, parked, unacknowledged) = (query.Routable, query.Parked, query.Unacknowledged);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = context.Outbox.AsNoTracking().Where(row => row.Workspace == workspace && row.PublishedAt == null);
        if (parked.Count > 0)
            pending = pending.Where(row => !parked.Contains(row.Id));

        // The type comes first: to read the size of a fact, which stands behind its content, SQLite reads all of that too.
        var next = await InOrder(pending.Where(row => routable.Contains(row.Type) && row.Size <= options.MaxBytes)).Take(BatchSize + unacknowledged.Count).ToListAsync(cancellationToken);
        foreach (var type in query.Probing)
            next.InsertRange(0, await InOrder(pending.Where(row => row.Type == type && row.Size <= options.MaxBytes)).Take(1).ToListAsync(cancellationToken));

        var ids = Within(next.Where(head => !unacknowledged.Contains(head.Id)).Take(BatchSize));
        return ids.Count == 0
            ? []
            : await context.Outbox.AsNoTracking().Where(row => EF.Parameter(ids).Contains(row.Id)).OrderBy(row => row.Lane).ThenBy(row => row.Id).ToListAsync(cancellationToken);
    }

    /// <summary>As the index of what is due has it. By id alone, PostgreSQL walks along all that was ever told to find the first that is due.</summary>
    private static IQueryable<Head> InOrder(IQueryable<OutboxRow> pending) => pending.OrderBy(row => row.Lane).ThenBy(row => row.Id).Select(row => new Head(row.Id, row.Size));

    private static List<long> Within(IEnumerable<Head> heads)
    {
        var bytes = 0L;
        return [.. heads.TakeWhile(head => (bytes += head.Size) <= MaxBatchBytes || bytes == head.Size).Select(head => head.Id)];
    }

    private readonly record struct Head(long Id, int Size);
}
