using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Takes, renews and gives back leases. A lease is a row with an expiry by the database's clock, so it needs no session.</summary>
internal sealed class LeaseStore(IDbContextFactory<LedgerContext> contexts, LedgerGate gate, TimeProvider time)
{
    private readonly string holder = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>The lease, or null while another holds it.</summary>
    public async Task<Lease?> TryAcquireAsync(string workspace, TimeSpan duration, CancellationToken cancellationToken)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        var sentAt = time.GetTimestamp();
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var take = $$"""
            UPDATE workspaces SET fence = fence + 1, holder = {0}, lease_until = {{context.Clock()}} + {1}
            WHERE name = {2} AND (holder IS NULL OR lease_until <= {{context.Clock()}})
            RETURNING fence AS "Value"
            """;
        var rows = await context.Database.SqlQueryRaw<long>(take, holder, milliseconds, workspace).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return null;

        var lease = new Lease(workspace, rows[0], duration, time);
        lease.Renewed(sentAt);
        return lease;
    }

    /// <summary>Whether the lease is still ours; if so, it now lasts its full duration again.</summary>
    public async Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        var milliseconds = (long)lease.Duration.TotalMilliseconds;
        var sentAt = time.GetTimestamp();
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var renew = $$"""UPDATE workspaces SET lease_until = {{context.Clock()}} + {0} WHERE name = {1} AND fence = {2} AND holder IS NOT NULL""";
        var renewed = await context.Database.ExecuteSqlRawAsync(renew, [milliseconds, lease.Workspace, lease.Fence], cancellationToken);
        if (renewed == 1)
            lease.Renewed(sentAt);
        return renewed == 1;
    }

    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Workspaces.Where(row => row.Name == lease.Workspace && row.Fence == lease.Fence)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Holder, (string?)null).SetProperty(row => row.LeaseUntil, 0), cancellationToken);
    }
}
