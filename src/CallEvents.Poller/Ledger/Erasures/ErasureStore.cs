using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Erasures;

/// <summary>Reads and writes the erasures of workspaces.</summary>
internal sealed class ErasureStore(IDbContextFactory<ErasureDbContext> contexts)
{
    private const int BatchSize = 500;

    /// <summary>The erasures of a workspace with their times.</summary>
    public async Task<List<ErasureRow>> RowsAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Erasures.AsNoTracking().Where(row => row.Workspace == workspace).ToListAsync(cancellationToken);
    }

    public async Task<List<string>> LoadAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Erasures.Where(row => row.Workspace == workspace).Select(row => row.CallId).ToListAsync(cancellationToken);
    }

    /// <inheritdoc cref="AddAsync(string, IEnumerable{ErasureRow}, CancellationToken)"/>
    public Task AddAsync(string workspace, IEnumerable<string> callIds, DateTimeOffset erasedAt, CancellationToken cancellationToken) =>
        AddAsync(
            workspace,
            callIds.Select(callId => new ErasureRow
            {
                Workspace = workspace,
                CallId = callId,
                ErasedAt = erasedAt,
            }),
            cancellationToken
        );

    /// <summary>Adds erasures. Those that are known keep their time.</summary>
    public async Task AddAsync(string workspace, IEnumerable<ErasureRow> rows, CancellationToken cancellationToken)
    {
        foreach (var batch in rows.DistinctBy(row => row.CallId, StringComparer.Ordinal).Chunk(BatchSize))
        {
            var ids = batch.Select(row => row.CallId).ToArray();
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var known = await context
                .Erasures.Where(row => row.Workspace == workspace && ids.Contains(row.CallId))
                .Select(row => row.CallId)
                .ToListAsync(cancellationToken);
            context.Erasures.AddRange(batch.ExceptBy(known, row => row.CallId, StringComparer.Ordinal));
            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
