using System.Security.Cryptography;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Takes, renews and gives back leases. A lease is a row with an expiry by the database's clock, so it needs no session.</summary>
internal sealed class LeaseStore(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate, TimeProvider time)
{
    /// <summary>The name of this process in the ledger. In a container every restart is process 1 again, hence the rest.</summary>
    public string Holder { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The lease, or null while another holds it.</summary>
    /// <param name="workspace">Under the name it is stored with.</param>
    /// <param name="takeoverTime">Should this process be killed, another may have the lease this much later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Lease?> TryAcquireAsync(string workspace, TimeSpan takeoverTime, CancellationToken cancellationToken)
    {
        var duration = Lease.StoredDuration(takeoverTime);
        var sentAt = time.GetTimestamp();
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var take = $$"""
            UPDATE workspaces SET fence = fence + 1, holder = {0}, lease_until = {{context.ClockSql()}} + {1}
            WHERE name = {2} AND (holder IS NULL OR lease_until <= {{context.ClockSql()}})
            RETURNING fence AS "Value"
            """;
        await context.TerminateStaleHolderAsync(workspace, cancellationToken);
        var rows = await context.Database.SqlQueryRaw<long>(take, Holder, (long)duration.TotalMilliseconds, workspace).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return null;

        var lease = new Lease(workspace, rows[0], duration, time);
        lease.Extend(sentAt);
        return lease;
    }

    /// <summary>Whether the lease is still ours; if so, it now lasts its full duration again.</summary>
    public async Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var renew = $$"""UPDATE workspaces SET lease_until = {{context.ClockSql()}} + {0} WHERE name = {1} AND fence = {2} AND holder IS NOT NULL""";
        var renewed = await context.Database.ExecuteSqlRawAsync(
            renew, [(long)lease.Duration.TotalMilliseconds, lease.Workspace, lease.Fence], cancellationToken);
        if (renewed == 1)
            lease.Extend(sentAt);
        return renewed == 1;
    }

    /// <summary>Free at once; the time is kept, since others take turns by how long it has been free.</summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var release = $$"""UPDATE workspaces SET holder = NULL, lease_until = {{context.ClockSql()}} WHERE name = {0} AND fence = {1} AND holder IS NOT NULL""";
        await context.Database.ExecuteSqlRawAsync(release, [lease.Workspace, lease.Fence], cancellationToken);
    }
}
