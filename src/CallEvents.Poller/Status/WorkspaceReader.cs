using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Status.Reports;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>Reads the report of one workspace from the ledger. Each query is a range of an index, however many calls there are.</summary>
internal sealed class WorkspaceReader(DatabaseClock clock, PollingOptions polling, PublishingOptions publishing)
{
    public async Task<WorkspaceReport> ReadAsync(
        LedgerDbContext context,
        WorkspaceRow row,
        WorkspaceLease lease,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var stored = await context
            .HolderReports.AsNoTracking()
            .SingleOrDefaultAsync(report => report.Workspace == row.Name, cancellationToken);
        var last = HolderReport.Parse(stored?.Report);
        var pending = await PendingAsync(context, row.Name, cancellationToken);
        var facts = new WorkspaceFacts
        {
            Name = row.Name,
            Now = now,
            Holder = lease.IsFree ? null : lease.Holder,
            FreeFor = lease.IsFree ? lease.FreeFor : TimeSpan.Zero,
            RemainingPause = await context.RemainingPauseAsync(clock, row.Name, cancellationToken),
            PausedAt = row.PausedAt,
            StartFrom = row.StartFrom,
            StartedAt = row.StartedAt,
            Watermark = row.Watermark,
            BackfilledTo = row.BackfilledTo,
            Report = stored is not null && lease.IsHeldBy(stored.Holder) ? last : null,
            PollInterval = polling.Interval,
        };
        var checks = await ChecksAsync(context, row.Name, now, cancellationToken);
        return new WorkspaceReport
        {
            Name = row.Name,
            States = WorkspaceStates.Of(facts),
            Holder = facts.Holder,
            Watermark = row.Watermark,
            LagSeconds = Math.Round(facts.Lag.TotalSeconds, 3),
            LastProgressAt = facts.Report?.ProgressAt,
            ApiPausedUntil = facts.ApiPausedUntil,
            Calls = last?.Calls,
            Backfill = Backfill(facts),
            Lanes = [.. Enum.GetValues<Lane>().Select(lane => Map(lane, pending, checks))],
            Rereads = await RereadsAsync(context, row.Name, cancellationToken),
            Outbox =
            [
                .. pending
                    .GroupBy(group => group.Type)
                    .OrderBy(type => type.Key)
                    .Select(type => new PendingEventsReport(
                        type.Key.ToString(),
                        type.Sum(group => group.Count),
                        type.Min(group => group.Oldest)
                    )),
            ],
            Transcripts = await TranscriptReports.ReadAsync(context, row.Name, now, cancellationToken),
            Parked = await ParkedReports.ReadAsync(context, row.Name, publishing.MaxBytes, facts.Report, cancellationToken),
            Gaps = await ParkedReports.ReadGapsAsync(context, row.Name, cancellationToken),
            Jobs = await JobReports.ReadAsync(
                context,
                row.Name,
                now,
                isWorking: facts is { Holder: not null, PausedAt: null },
                cancellationToken
            ),
            Arrivals = RecentReports.Arrivals(last?.Recent, now),
            LastHour = RecentReports.LastHour(last?.Recent, now),
        };
    }

    private static BackfillReport Backfill(WorkspaceFacts facts) =>
        new(
            facts.StartFrom,
            facts.StartedAt,
            facts.BackfilledTo,
            Math.Round(facts.BackfillRatio, 4),
            facts.IsBackfilled,
            facts.BackfillLeft is { } left ? Math.Round(left.TotalSeconds) : null
        );

    private static LaneReport Map(Lane lane, List<PendingEvents> pending, Dictionary<Lane, (long Due, long Planned)> checks)
    {
        var (due, planned) = checks.GetValueOrDefault(lane);
        return new LaneReport(lane.Origin(), pending.Where(group => group.Lane == lane).Sum(group => group.Count), due, planned);
    }

    private Task<List<PendingEvents>> PendingAsync(LedgerDbContext context, string workspace, CancellationToken cancellationToken) =>
        context
            .Outbox.Pending()
            .Sendable(publishing.MaxBytes)
            .Where(row => row.Workspace == workspace)
            .GroupBy(row => new { row.Type, row.Lane })
            .Select(group => new PendingEvents(group.Key.Type, group.Key.Lane, group.LongCount(), group.Min(row => row.ObservedAt)))
            .ToListAsync(cancellationToken);

    private static async Task<Dictionary<Lane, (long Due, long Planned)>> ChecksAsync(
        LedgerDbContext context,
        string workspace,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var lanes = await context
            .Calls.Where(row => row.Workspace == workspace && row.NextCheckAt != null)
            .GroupBy(row => row.Lane)
            .Select(lane => new
            {
                Lane = lane.Key,
                Count = lane.LongCount(),
                Due = lane.Sum(row => row.NextCheckAt <= now ? 1L : 0L),
            })
            .ToListAsync(cancellationToken);
        return lanes.ToDictionary(lane => lane.Lane, lane => (lane.Due, lane.Count - lane.Due));
    }

    private static async Task<IReadOnlyList<RereadReport>> RereadsAsync(
        LedgerDbContext context,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var rows = await context
            .Rereads.AsNoTracking()
            .Where(row => row.Workspace == workspace)
            .OrderBy(row => row.Position)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new RereadReport(row.Depth?.TotalSeconds, row.LastStart, row.RunStart, row.WalkedTo))];
    }

    private sealed record PendingEvents(CallEventType Type, Lane Lane, long Count, DateTimeOffset Oldest);
}
