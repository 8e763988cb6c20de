using CallEvents.Poller.Calls;
using CallEvents.Poller.Commands.Jobs;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Compares the calls that the API shows with the ledger.</summary>
internal sealed class LedgerAudit(CommandContext context, AuditRequest request)
{
    private const int BatchSize = 500;

    private readonly Dictionary<string, CallStanding> standings = new(StringComparer.Ordinal);
    private readonly List<ShownCall> shown = [];
    private readonly DateTimeOffset asOf = context.Get<TimeProvider>().GetUtcNow();

    /// <param name="fixes">Whether the poller is to observe what is missing.</param>
    public async Task<AuditReport> RunAsync(bool fixes)
    {
        var row = await context.RequireWorkspaceAsync(request.Workspace);
        var reader = context.Get<LedgerReader>();
        using var api = new CommandApi(context, request.Workspace, request.Rate);
        api.Pause(await reader.RemainingPauseAsync(row.Name, context.Stopping));

        var calls = new ShownCalls(context, request, api);
        var comparison = await ComparisonAsync(row);
        await foreach (var page in calls.ReadAsync(context.Stopping))
        {
            shown.AddRange(page);
            await LookUpAsync(comparison, page);
        }

        // The poller has gone on meanwhile, and may have found what was missing a moment ago.
        await LookUpMissingAsync();
        var inLedger = await comparison.CountAsync(request.Window.From, request.Window.To, context.Stopping);
        var report = ToReport(calls, row, Math.Max(0, inLedger - comparison.Known));
        if (!fixes)
            return report;
        if (report.Missing > 0)
        {
            await FixAsync(row.Name);
            await LookUpMissingAsync();
        }

        var after = ToReport(calls, row, report.NotShown);
        var replayed = report.Unrecorded - after.Unrecorded;
        return after with { Observed = report.Missing - after.Missing - replayed, Replayed = replayed };
    }

    private async Task<LedgerComparison> ComparisonAsync(WorkspaceRow row)
    {
        var reader = context.Get<LedgerReader>();
        var windows = await reader.RereadWindowsAsync(row.Name, context.Stopping);
        return new LedgerComparison(
            context.Get<IDbContextFactory<LedgerDbContext>>(),
            row,
            await reader.GapsAsync(row.Name, context.Stopping),
            await context.ErasedCallsAsync(row.Name),
            context.Get<PublishingOptions>().MaxBytes,
            windows.Min(window => window.LastStart - window.Depth) ?? DateTimeOffset.MaxValue,
            asOf
        );
    }

    private async Task LookUpAsync(LedgerComparison comparison, IReadOnlyList<ShownCall> calls)
    {
        foreach (var (id, standing) in await comparison.FindAsync(calls, context.Stopping))
            standings[id] = standing;
    }

    private async Task LookUpMissingAsync()
    {
        var comparison = await ComparisonAsync(await context.RequireWorkspaceAsync(request.Workspace));
        foreach (var batch in Missing().Chunk(BatchSize).ToList())
            await LookUpAsync(comparison, batch);
    }

    /// <summary>
    /// Jobs of the poller, which requests the calls in its own lanes. An item without an id is left to its next re-read.
    /// </summary>
    private async Task FixAsync(string workspace)
    {
        var follower = new JobFollower(context);
        var missing = Missing().ToLookup(call => standings[call.Id], call => call.Id);
        foreach (var group in missing)
        {
            var job = new JobRow
            {
                Workspace = workspace,
                Kind = group.Key == CallStanding.Missing ? JobKind.Observe : JobKind.Replay,
                CreatedAt = follower.Now,
                Calls = CallFilter.Join([.. group]),
                Total = group.Count(),
                Types = group.Key == CallStanding.Missing ? null : ReplayTypes.Format([CallEventType.CallRecorded]),
            };
            await follower.AddAsync(job, isDetached: false);
        }
    }

    private IEnumerable<ShownCall> Missing() => shown.Where(call => standings[call.Id] is CallStanding.Missing or CallStanding.Unrecorded);

    private LedgerAuditReport ToReport(ShownCalls calls, WorkspaceRow row, int notShown)
    {
        List<ShownCall> missing = [.. Missing().OrderBy(call => call.CreatedAt)];
        var counts = AuditCounts.Of(shown.Select(call => standings[call.Id]));
        return new LedgerAuditReport
        {
            Workspace = request.Workspace,
            From = request.Window.From,
            To = request.Window.To,
            Calls = shown.Count,
            Discovered = counts.Discovered,
            Published = counts.Published,
            Pending = counts.Pending,
            Parked = counts.Parked,
            Discarded = counts.Discarded,
            Excluded = counts.Excluded,
            Missing = missing.Count,
            Ids = missing.ConvertAll(call => call.Id),
            NotShown = notShown,
            Watermark = row.Watermark,
            Unrecorded = missing.Count(call => standings[call.Id] == CallStanding.Unrecorded),
            Unreadable = AuditGap.Of(calls.Unreadable),
            Days =
            [
                .. shown
                    .GroupBy(call => call.Day)
                    .OrderBy(day => day.Key)
                    .Select(day => new LedgerAuditDay(day.Key, AuditCounts.Of(day.Select(call => standings[call.Id])))),
            ],
        };
    }
}
