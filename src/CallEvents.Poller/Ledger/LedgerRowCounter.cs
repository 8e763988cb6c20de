using System.Globalization;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Counts the rows of the ledger's tables: exactly on SQLite, by the planner's estimate on PostgreSQL, where a count reads the whole table.
/// </summary>
internal sealed class LedgerRowCounter(IDbContextFactory<LedgerDbContext> contexts)
{
    private static readonly string[] Tables = ["calls", "outbox", "parked", "gaps"];

    /// <summary>The number of rows by table, of all workspaces.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var isEstimated = context.Database.IsNpgsql();
        var counts = new Dictionary<string, long>();
        foreach (var table in Tables)
        {
            var estimate = isEstimated ? await ReadAsync(context, EstimateOf(table), cancellationToken) : -1;
            counts[table] = estimate >= 0 ? estimate : await ReadAsync(context, CountOf(table), cancellationToken);
        }

        return counts;
    }

    // Negative for a table that was never analyzed, which is a small one.
    private static string EstimateOf(string table) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT reltuples::bigint AS \"Value\" FROM pg_class WHERE oid = to_regclass('{table}')"
        );

    private static string CountOf(string table) =>
        string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) AS \"Value\" FROM {table}");

    private static Task<long> ReadAsync(LedgerDbContext context, string sql, CancellationToken cancellationToken) =>
        context.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);
}
