using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Stores the reports of the replicas that hold leases, one for each workspace.</summary>
internal sealed class HolderReportStore(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate)
{
    private const string Upsert = """
        INSERT INTO holder_reports (workspace, holder, report)
        SELECT name, holder, {0} FROM workspaces WHERE name = {1} AND fence = {2} AND holder IS NOT NULL
        ON CONFLICT (workspace) DO UPDATE SET holder = excluded.holder, report = excluded.report
        """;

    /// <summary>Stores a report while the lease is held; without it, another replica reports.</summary>
    public async Task WriteAsync(Lease lease, string report, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(Upsert, [report, lease.Workspace, lease.Fence], cancellationToken);
    }

    /// <summary>The last report of a workspace, by whichever replica.</summary>
    public async Task<HolderReport?> ReadAsync(string workspace, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.HolderReports.AsNoTracking().Where(row => row.Workspace == workspace);
        return HolderReport.Parse(await rows.Select(row => row.Report).SingleOrDefaultAsync(cancellationToken));
    }
}
