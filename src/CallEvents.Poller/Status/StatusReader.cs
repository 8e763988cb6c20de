using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;
using CallEvents.ServiceDefaults.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>Reads the report of all workspaces from the ledger: any replica, a stand-by too, reads the same.</summary>
internal sealed class StatusReader(
    IDbContextFactory<LedgerDbContext> contexts,
    ReplicaStore replicas,
    WorkspaceReader workspaces,
    ReplicaName name,
    TimeProvider time
)
{
    private const int LatestEvents = 20;

    /// <summary>A database that does not answer is a part of the report, not an exception.</summary>
    public async Task<StatusReport> ReadAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        StatusReport? report = null;
        var problem = await LedgerRead.TryAsync(async token => report = await ReadLedgerAsync(token), deadline, time, cancellationToken);
        return problem is null ? report! : Unavailable(problem);
    }

    private async Task<StatusReport> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (_, leases) = await replicas.ReadAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<WorkspaceReport> reports = [];
        foreach (var row in await context.Workspaces.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken))
        {
            if (leases.Find(lease => lease.Workspace == row.Name) is { } lease)
                reports.Add(await workspaces.ReadAsync(context, row, lease, now, cancellationToken));
        }

        // By id over all workspaces: for each, its newest events could lie behind all those of the others.
        var latest = await EventReports
            .Of(context.Outbox.AsNoTracking().OrderByDescending(row => row.Id).Take(LatestEvents))
            .ToListAsync(cancellationToken);
        return new StatusReport
        {
            GeneratedAt = now,
            AnsweredBy = name.Value,
            Version = ServiceVersion.Current,
            State = WorkspaceStates.Worst(reports.SelectMany(report => report.States)),
            Workspaces = reports,
            Replicas = Map(await replicas.KnownAsync(cancellationToken), leases),
            LatestEvents = [.. latest.Select(EventReports.Map)],
        };
    }

    private StatusReport Unavailable(string problem) =>
        new()
        {
            GeneratedAt = time.GetUtcNow(),
            AnsweredBy = name.Value,
            Version = ServiceVersion.Current,
            State = StateLevel.Problem,
            Problem = problem,
        };

    private IReadOnlyList<ReplicaReport> Map(List<(Replica Replica, TimeSpan Left)> known, List<WorkspaceLease> leases) =>
        [
            .. from entry in known
            let holds = leases.Where(lease => lease.IsHeldBy(entry.Replica.Name)).Select(lease => lease.Workspace).Order().ToList()
            let isAlive = entry.Left > TimeSpan.Zero
            orderby isAlive descending, entry.Replica.Name
            select new ReplicaReport(
                entry.Replica.Name,
                isAlive,
                entry.Replica.Name == name.Value,
                holds,
                isAlive ? [.. entry.Replica.Workspaces.Where(workspace => workspace.Length > 0).Except(holds).Order()] : []
            ),
        ];
}
