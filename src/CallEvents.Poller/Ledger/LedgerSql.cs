using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The few sentences of SQL that are the ledger's own, in the words of each database.</summary>
internal static class LedgerSql
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(3);

    /// <summary>The database's own clock, in milliseconds since 1970. It goes on within a transaction.</summary>
    public static string Clock(this LedgerContext context) =>
        context.Database.IsNpgsql() ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)" : "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <summary>
    /// The first act of every transaction: whether the lease is still ours, which it then stays until the end, since the workspace's
    /// row is locked.
    /// </summary>
    /// <remarks>
    /// A process that is paused here, or whose machine has gone, would keep that lock, and with it the workspace from whoever takes the
    /// lease over. So PostgreSQL is told to end a session that leaves its transaction lying. LOCAL: it is over with the transaction,
    /// and no proxy passes it on to anybody.
    /// </remarks>
    public static async Task<bool> HoldAsync(this LedgerContext context, Lease lease)
    {
        const string hold = "UPDATE workspaces SET fence = {0} WHERE name = {1} AND fence = {0}";
        var patience = lease.Duration / 3 > LeastPatience ? lease.Duration / 3 : LeastPatience;
        var sql = context.Database.IsNpgsql() ? $"SET LOCAL idle_in_transaction_session_timeout = {(long)patience.TotalMilliseconds}; {hold}" : hold;
        return await context.Database.ExecuteSqlRawAsync(sql, lease.Fence, lease.Workspace) == 1;
    }
}
