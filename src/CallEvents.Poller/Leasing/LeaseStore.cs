using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Leasing;

/// <summary>
/// Acquires, renews and releases leases. A lease is a row with an expiry by the database's clock, so it needs no session.
/// </summary>
internal sealed class LeaseStore(
    IDbContextFactory<LedgerDbContext> contexts,
    SqliteWriteGate gate,
    DatabaseClock clock,
    ReplicaName replica,
    TimeProvider time
)
{
    /// <summary>The name of this replica, under which it holds its leases.</summary>
    public string Holder => replica.Value;

    /// <summary>The lease; null while another replica holds it.</summary>
    /// <param name="workspace">The workspace's stored name.</param>
    /// <param name="takeoverTime">How long after a crash another replica can acquire the lease.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<Lease?> TryAcquireAsync(string workspace, TimeSpan takeoverTime, CancellationToken cancellationToken)
    {
        var duration = Lease.StoredDuration(takeoverTime);
        var sentAt = time.GetTimestamp();
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var take = $$"""
            UPDATE workspaces SET fence = fence + 1, holder = {0}, lease_until = {{clock.Sql(context)}} + {1}
            WHERE name = {2} AND (holder IS NULL OR lease_until <= {{clock.Sql(context)}})
            RETURNING fence AS "Value"
            """;
        await context.TerminateStaleHolderAsync(clock, workspace, cancellationToken);
        var rows = await context
            .Database.SqlQueryRaw<long>(take, replica.Value, (long)duration.TotalMilliseconds, workspace)
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return null;

        var lease = new Lease(workspace, replica.Value, rows[0], duration, time);
        lease.Extend(sentAt);
        return lease;
    }

    /// <summary>Renews the lease for its full duration. False: another replica holds it.</summary>
    public async Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var renew = $$"""
            UPDATE workspaces SET lease_until = {{clock.Sql(context)}} + {0}
            WHERE name = {1} AND fence = {2} AND holder IS NOT NULL
            """;
        var renewed = await context.Database.ExecuteSqlRawAsync(
            renew,
            [(long)lease.Duration.TotalMilliseconds, lease.Workspace, lease.Fence],
            cancellationToken
        );
        if (renewed == 1)
            lease.Extend(sentAt);
        return renewed == 1;
    }

    /// <summary>Stores a pause that the API requests while the lease is held before a session.</summary>
    public async Task StorePauseAsync(Lease lease, TimeSpan delay)
    {
        using var permit = await gate.EnterAsync(CancellationToken.None);
        await using var context = await contexts.CreateDbContextAsync();
        await context.StorePauseAsync(clock, lease.Workspace, delay);
    }

    /// <summary>
    /// Releases the lease. The time is stored, since replicas acquire a free workspace in an order that depends on how long it has been
    /// free.
    /// </summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var release = $$"""
            UPDATE workspaces SET holder = NULL, lease_until = {{clock.Sql(context)}}
            WHERE name = {0} AND fence = {1} AND holder IS NOT NULL
            """;
        await context.Database.ExecuteSqlRawAsync(release, [lease.Workspace, lease.Fence], cancellationToken);
    }
}
