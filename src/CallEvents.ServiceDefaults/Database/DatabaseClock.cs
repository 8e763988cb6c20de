using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>The database's clock, by which leases, heartbeats and claims expire, so that the clocks of replicas do not matter.</summary>
public class DatabaseClock
{
    /// <summary>An SQL expression for the current time, in milliseconds since 1970. It advances within a transaction.</summary>
    public virtual string Sql(DbContext context) =>
        context.Database.IsNpgsql()
            ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)"
            : "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
}
