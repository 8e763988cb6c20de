using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Leasing;

/// <summary>Who is alive, and who holds what, by the database's clock.</summary>
internal sealed class ReplicaStore(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate)
{
    private static readonly TimeSpan ExpiredRetention = TimeSpan.FromHours(1);

    /// <summary>Says that this replica is alive for this long.</summary>
    public async Task HeartbeatAsync(Replica me, TimeSpan alive, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var beat = $$"""
            INSERT INTO replicas (holder, alive_until, workspaces) VALUES ({0}, {{context.ClockSql()}} + {1}, {2})
            ON CONFLICT (holder) DO UPDATE SET alive_until = excluded.alive_until, workspaces = excluded.workspaces
            """;
        await context.Database.ExecuteSqlRawAsync(
            beat, [me.Name, (long)alive.TotalMilliseconds, string.Join('\n', me.Workspaces)], cancellationToken);
    }

    /// <summary>Every replica that is alive, and every workspace with what is left of its lease.</summary>
    public async Task<(List<Replica> Live, List<WorkspaceLease> Workspaces)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var replicas = $"SELECT holder, alive_until - {context.ClockSql()} AS alive_until, workspaces FROM replicas";
        var live = await context.Replicas.FromSqlRaw(replicas).AsNoTracking().ToListAsync(cancellationToken);
        var leases = $"""SELECT name AS "Name", holder AS "Holder", lease_until - {context.ClockSql()} AS "Left" FROM workspaces""";
        var held = await context.Database.SqlQueryRaw<LeaseRow>(leases).ToListAsync(cancellationToken);
        return (
            [.. live.Where(row => row.AliveUntil > 0).Select(row => new Replica(row.Holder, Names(row.Workspaces.Split('\n'))))],
            [.. held.Select(row => new WorkspaceLease(row.Name, row.Holder, TimeSpan.FromMilliseconds(row.Left)))]);
    }

    /// <summary>Tells the others at once, rather than by silence.</summary>
    public async Task LeaveAsync(string name, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Replicas.Where(row => row.Holder == name).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>A process that was killed leaves its row behind.</summary>
    public async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var forget = $$"""DELETE FROM replicas WHERE alive_until < {{context.ClockSql()}} - {0}""";
        await context.Database.ExecuteSqlRawAsync(forget, [(long)ExpiredRetention.TotalMilliseconds], cancellationToken);
    }

    /// <summary>Letter case makes no other workspace, as everywhere.</summary>
    public static IReadOnlySet<string> Names(IEnumerable<string> names) => names.ToHashSet(StringComparer.OrdinalIgnoreCase);

    private sealed record LeaseRow(string Name, string? Holder, long Left);
}
