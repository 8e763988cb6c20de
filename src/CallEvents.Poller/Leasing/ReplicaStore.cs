using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Leasing;

/// <summary>Stores the replicas' heartbeats and reads the leases, by the database's clock.</summary>
internal sealed class ReplicaStore(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate, DatabaseClock clock)
{
    private static readonly TimeSpan ExpiredRetention = TimeSpan.FromHours(1);

    /// <summary>Reports that this replica is alive for that time.</summary>
    public async Task HeartbeatAsync(Replica me, TimeSpan alive, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var beat = $$"""
            INSERT INTO replicas (holder, alive_until, workspaces) VALUES ({0}, {{clock.Sql(context)}} + {1}, {2})
            ON CONFLICT (holder) DO UPDATE SET alive_until = excluded.alive_until, workspaces = excluded.workspaces
            """;
        await context.Database.ExecuteSqlRawAsync(
            beat,
            [me.Name, (long)alive.TotalMilliseconds, string.Join('\n', me.Workspaces)],
            cancellationToken
        );
    }

    /// <summary>Every replica that is alive, and every workspace with its lease.</summary>
    public async Task<(List<Replica> Live, List<WorkspaceLease> Workspaces)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await KnownAsync(context, cancellationToken);
        var leases = $"""SELECT name AS "Name", holder AS "Holder", lease_until - {clock.Sql(context)} AS "Left" FROM workspaces""";
        var held = await context.Database.SqlQueryRaw<LeaseRow>(leases).ToListAsync(cancellationToken);
        return (
            [.. known.Where(replica => replica.Left > TimeSpan.Zero).Select(replica => replica.Replica)],
            [.. held.Select(row => new WorkspaceLease(row.Name, row.Holder, TimeSpan.FromMilliseconds(row.Left)))]
        );
    }

    /// <summary>
    /// Every replica, and how long it still counts as alive. Negative: how long it has been gone; such a row is kept for an hour.
    /// </summary>
    public async Task<List<(Replica Replica, TimeSpan Left)>> KnownAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await KnownAsync(context, cancellationToken);
    }

    /// <summary>Removes this replica's heartbeat.</summary>
    public async Task LeaveAsync(string name, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Replicas.Where(row => row.Holder == name).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Removes the rows of processes that were killed.</summary>
    public async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var forget = $$"""DELETE FROM replicas WHERE alive_until < {{clock.Sql(context)}} - {0}""";
        await context.Database.ExecuteSqlRawAsync(forget, [(long)ExpiredRetention.TotalMilliseconds], cancellationToken);
    }

    /// <summary>Workspace names are compared in any letter case.</summary>
    public static IReadOnlySet<string> Names(IEnumerable<string> names) => names.ToHashSet(StringComparer.OrdinalIgnoreCase);

    private async Task<List<(Replica Replica, TimeSpan Left)>> KnownAsync(LedgerDbContext context, CancellationToken cancellationToken)
    {
        var replicas = $"SELECT holder, alive_until - {clock.Sql(context)} AS alive_until, workspaces FROM replicas";
        var rows = await context.Replicas.FromSqlRaw(replicas).AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => (new Replica(row.Holder, Names(row.Workspaces.Split('\n'))), TimeSpan.FromMilliseconds(row.AliveUntil))),
        ];
    }

    private sealed record LeaseRow(string Name, string? Holder, long Left);
}
