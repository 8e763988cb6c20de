using System.Text.Json;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The ledger's own SQL statements, for each database.</summary>
internal static class LedgerSql
{
    /// <summary>
    /// The first statement of every transaction: locks the workspace's row. False: another replica holds the lease. If true, the lease
    /// stays ours until the end of the transaction.
    /// </summary>
    public static async Task<bool> LockWorkspaceAsync(this LedgerDbContext context, Lease lease) =>
        await context.Database.ExecuteSqlRawAsync(
            "UPDATE workspaces SET fence = {0} WHERE name = {1} AND fence = {0}",
            lease.Fence,
            lease.Workspace
        ) == 1;

    /// <summary>How much too early the database's clock may seem: it is read in whole milliseconds, of a floating-point number.</summary>
    private static readonly TimeSpan ClockResolution = TimeSpan.FromMilliseconds(2);

    /// <summary>Stores a pause from now on, by the database's clock. A longer one that was stored before stays.</summary>
    public static Task StorePauseAsync(this LedgerDbContext context, DatabaseClock clock, string workspace, TimeSpan delay)
    {
        var latest = context.Database.IsNpgsql() ? "GREATEST" : "MAX";
        var store = $$"""
            UPDATE workspaces SET api_paused_until = {{latest}}(COALESCE(api_paused_until, 0), {{clock.Sql(context)}} * 1000 + {0})
            WHERE name = {1}
            """;
        return context.Database.ExecuteSqlRawAsync(store, (delay + ClockResolution).Ticks / TimeSpan.TicksPerMicrosecond, workspace);
    }

    /// <summary>How much of a stored pause is left by the database's clock; zero or less when nothing is.</summary>
    public static async Task<TimeSpan> RemainingPauseAsync(
        this LedgerDbContext context,
        DatabaseClock clock,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var left = $$"""
            SELECT COALESCE(api_paused_until - {{clock.Sql(context)}} * 1000, 0) AS "Value" FROM workspaces WHERE name = {0}
            """;
        var microseconds = await context.Database.SqlQueryRaw<long>(left, workspace).ToListAsync(cancellationToken);
        return TimeSpan.FromMicroseconds(microseconds.FirstOrDefault());
    }

    /// <summary>
    /// The calls with these ids, looked up one by one. Before PostgreSQL has statistics of a young table, it estimates a few rows for each
    /// workspace, and scans all of them to find some.
    /// </summary>
    public static IQueryable<CallState> CallsById(this LedgerDbContext context, string workspace, IEnumerable<string> callIds) =>
        context.Database.IsNpgsql()
            ? context.Calls.FromSqlRaw(
                """
                SELECT calls.* FROM unnest({1}) AS id
                CROSS JOIN LATERAL (SELECT * FROM calls WHERE workspace = {0} AND call_id = id LIMIT 1) AS calls
                """,
                workspace,
                callIds.ToArray()
            )
            : context.Calls.FromSqlRaw(
                "SELECT calls.* FROM json_each({1}) AS id CROSS JOIN calls ON workspace = {0} AND call_id = id.value",
                workspace,
                JsonSerializer.Serialize(callIds)
            );

    /// <summary>
    /// Terminates the session of a holder whose lease has expired and that still locks the workspace's row.
    /// </summary>
    /// <remarks>
    /// A process that is paused during a commit, or whose machine is gone, would keep that lock, and the next holder could not commit. The
    /// server's time-outs end only a session that is idle in a transaction, not one that has sent half a statement. A role may terminate
    /// its own sessions; the commit would fail by the fence in any case.
    /// </remarks>
    public static async Task TerminateStaleHolderAsync(
        this LedgerDbContext context,
        DatabaseClock clock,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        if (!context.Database.IsNpgsql())
            return;

        var end = $$"""
            SELECT pg_terminate_backend(hanging.pid) FROM workspaces AS workspace
            JOIN pg_stat_activity AS hanging ON hanging.backend_xid = workspace.xmax
            WHERE workspace.name = {0} AND workspace.holder IS NOT NULL AND workspace.lease_until <= {{clock.Sql(context)}}
            """;
        await context.Database.ExecuteSqlRawAsync(end, [workspace], cancellationToken);
    }
}
