using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>The database's clock, by which leases and heartbeats expire, so that the clocks of replicas do not matter.</summary>
internal class DatabaseClock
{
    /// <summary>An SQL expression for the current time, in milliseconds since 1970. It advances within a transaction.</summary>
    public virtual string Sql(LedgerDbContext context) =>
        context.Database.IsNpgsql()
            ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)"
            : "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
}
