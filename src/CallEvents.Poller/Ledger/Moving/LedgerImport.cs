using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Moving;

/// <summary>Copies a workspace from a file into a ledger that does not know it, in one transaction.</summary>
internal sealed class LedgerImport(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate, ErasureStore erasures)
{
    /// <summary>The workspace that the file holds.</summary>
    public static async Task<WorkspaceRow> WorkspaceAsync(ExportFile file, CancellationToken cancellationToken)
    {
        await using var source = file.OpenLedger();
        return await source.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
    }

    /// <param name="file">The file.</param>
    /// <param name="workspace">Its workspace, which the ledger does not know.</param>
    /// <param name="report">Called with what is copied so far.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing but erasures, which do no harm.</param>
    /// <exception cref="DbUpdateException">A poller has begun the workspace meanwhile.</exception>
    public async Task<MovedRows> RunAsync(
        ExportFile file,
        WorkspaceRow workspace,
        Action<MovedRows> report,
        CancellationToken cancellationToken
    )
    {
        var moved = new MovedRows(workspace.Name, workspace.Watermark)
        {
            Erasures = await ImportErasuresAsync(file, workspace.Name, cancellationToken),
        };
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var source = file.OpenLedger();
        await using var target = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        target.Workspaces.Add(workspace);
        await target.SaveChangesAsync(cancellationToken);
        await new RowCopy(source, target, moved, report).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return moved;
    }

    /// <summary>First: a workspace without its erasures could publish what was forgotten.</summary>
    private async Task<int> ImportErasuresAsync(ExportFile file, string workspace, CancellationToken cancellationToken)
    {
        await using var source = file.OpenErasures();
        var rows = await source.Erasures.AsNoTracking().ToListAsync(cancellationToken);
        await erasures.AddAsync(workspace, rows, cancellationToken);
        return rows.Count;
    }
}
