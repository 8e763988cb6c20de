using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Moving;

/// <summary>
/// Copies a workspace that no replica holds into a file, and pauses it in the same transaction: of the ledger and its copy, only one
/// publishes.
/// </summary>
internal sealed class LedgerExport(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate, DatabaseClock clock)
{
    /// <returns>Null when a replica holds the workspace.</returns>
    /// <param name="workspace">The workspace as it is stored.</param>
    /// <param name="erased">Its erasures.</param>
    /// <param name="file">An empty file.</param>
    /// <param name="report">Called with what is copied so far.</param>
    /// <param name="cancellationToken">Ends it, and leaves the workspace as it was.</param>
    public async Task<MovedRows?> RunAsync(
        WorkspaceRow workspace,
        IReadOnlyList<ErasureRow> erased,
        ExportFile file,
        Action<MovedRows> report,
        CancellationToken cancellationToken
    )
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var source = await contexts.CreateDbContextAsync(cancellationToken);
        await source.TerminateStaleHolderAsync(clock, workspace.Name, cancellationToken);
        await using var transaction = await source.Database.BeginTransactionAsync(cancellationToken);
        if (!await PauseAsync(source, workspace.Name, cancellationToken))
            return null;

        var moved = await WriteAsync(source, workspace, erased, file, report, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await file.MarkAsync(CancellationToken.None);
        return moved;
    }

    /// <summary>
    /// Locks the workspace until the end of the transaction: its next holder waits. The new fence makes a commit fail that a holder of an
    /// expired lease is yet to make.
    /// </summary>
    private async Task<bool> PauseAsync(LedgerDbContext source, string workspace, CancellationToken cancellationToken)
    {
        var pause = $$"""
            UPDATE workspaces SET fence = fence + 1, holder = NULL, paused_at = COALESCE(paused_at, {{clock.Sql(source)}} * 1000)
            WHERE name = {0} AND (holder IS NULL OR lease_until <= {{clock.Sql(source)}})
            """;
        return await source.Database.ExecuteSqlRawAsync(pause, [workspace], cancellationToken) == 1;
    }

    private static async Task<MovedRows> WriteAsync(
        LedgerDbContext source,
        WorkspaceRow before,
        IReadOnlyList<ErasureRow> erased,
        ExportFile file,
        Action<MovedRows> report,
        CancellationToken cancellationToken
    )
    {
        var row = await source.Workspaces.AsNoTracking().SingleAsync(one => one.Name == before.Name, cancellationToken);
        var moved = new MovedRows(row.Name, row.Watermark) { Erasures = erased.Count };
        await using var erasures = file.OpenErasures();
        erasures.Erasures.AddRange(erased);
        await erasures.SaveChangesAsync(cancellationToken);

        await using var target = file.OpenLedger();
        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        target.Workspaces.Add(row with { PausedAt = before.PausedAt });
        await target.SaveChangesAsync(cancellationToken);
        await new RowCopy(source, target, moved, report).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return moved;
    }
}
