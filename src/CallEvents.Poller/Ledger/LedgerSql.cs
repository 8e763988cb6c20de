using System.Text.Json;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The few sentences of SQL that are the ledger's own, in the words of each database.</summary>
internal static class LedgerSql
{
    /// <summary>The database's own clock, in milliseconds since 1970. It goes on within a transaction.</summary>
    public static string ClockSql(this LedgerDbContext context) =>
        context.Database.IsNpgsql() ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)" : "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <summary>
    /// The first act of every transaction: whether the lease is still ours, which it then stays until the end, since the workspace's
    /// row is locked.
    /// </summary>
    public static async Task<bool> LockWorkspaceAsync(this LedgerDbContext context, Lease lease) =>
        await context.Database.ExecuteSqlRawAsync("UPDATE workspaces SET fence = {0} WHERE name = {1} AND fence = {0}", lease.Fence, lease.Workspace) == 1;

    /// <summary>
    /// The rows of these calls: each looked up for itself. A PostgreSQL that has not yet counted a young table believes that a
    /// workspace is a handful of rows, and reads all of it to find some.
    /// </summary>
    public static IQueryable<CallState> CallsById(this LedgerDbContext context, string workspace, IEnumerable<string> callIds) =>
        context.Database.IsNpgsql()
            ? context.Calls.FromSqlRaw(
                "SELECT calls.* FROM unnest({1}) AS id CROSS JOIN LATERAL (SELECT * FROM calls WHERE workspace = {0} AND call_id = id LIMIT 1) AS calls",
                workspace,
                callIds.ToArray())
            : context.Calls.FromSqlRaw(
                "SELECT calls.* FROM json_each({1}) AS id CROSS JOIN calls ON workspace = {0} AND call_id = id.value",
                workspace,
                JsonSerializer.Serialize(callIds));

    /// <summary>
    /// Ends the session of a holder whose lease is over and who still has the workspace's row locked.
    /// </summary>
    /// <remarks>
    /// A process that is paused in the middle of a commit, or whose machine has gone, would keep that lock, and with it the workspace
    /// from whoever takes the lease over. A time-out of the server's ends a session only that waits for the next statement, not
    /// one that sent half of it. Any role may end its own sessions; its commit would fail by the fence in any case.
    /// </remarks>
    public static async Task TerminateStaleHolderAsync(this LedgerDbContext context, string workspace, CancellationToken cancellationToken)
    {
        if (!context.Database.IsNpgsql())
            return;

        var end = $$"""
            SELECT pg_terminate_backend(hanging.pid) FROM workspaces AS workspace JOIN pg_stat_activity AS hanging ON hanging.backend_xid = workspace.xmax
            WHERE workspace.name = {0} AND workspace.holder IS NOT NULL AND workspace.lease_until <= {{context.ClockSql()}}
            """;
        await context.Database.ExecuteSqlRawAsync(end, [workspace], cancellationToken);
    }
}
