using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>
/// Compares the API with the ids that another tool has. Needs a key, and neither broker nor ledger: where there is a ledger, it knows how
/// late the calls became visible.
/// </summary>
internal sealed class ListAudit(CommandContext context, AuditRequest request)
{
    private const int BatchSize = 500;

    public async Task<AuditReport> RunAsync(string path, string? column)
    {
        var listed = new CallIdList("--against") { Column = column, ColumnOption = "--column" }.Read(path, context.Input);
        using var api = new CommandApi(context, request.Workspace, request.Rate);
        var row = await TryFindWorkspaceAsync();
        if (row is not null)
            api.Pause(await context.Get<LedgerReader>().RemainingPauseAsync(row.Name, context.Stopping));

        var calls = new ShownCalls(context, request, api);
        var days = new SortedDictionary<DateOnly, (int Calls, int Missing)>();
        List<ShownCall> missing = [];
        await foreach (var page in calls.ReadAsync(context.Stopping))
        {
            foreach (var call in page)
            {
                var lacks = !listed.Contains(call.Id);
                if (lacks)
                    missing.Add(call);
                var day = days.GetValueOrDefault(call.Day);
                days[call.Day] = (day.Calls + 1, day.Missing + (lacks ? 1 : 0));
            }
        }

        missing = [.. missing.OrderBy(call => call.CreatedAt)];
        return new ListAuditReport
        {
            Workspace = request.Workspace,
            From = request.Window.From,
            To = request.Window.To,
            Calls = calls.Count,
            Listed = listed.Count,
            NotShown = listed.Count(id => !calls.Contains(id)),
            Missing = missing.Count,
            Ids = missing.ConvertAll(call => call.Id),
            Unreadable = AuditGap.Of(calls.Unreadable),
            Days = [.. days.Select(day => new ListAuditDay(day.Key, day.Value.Calls, day.Value.Missing))],
            Lateness = row is null ? null : Lateness.Of(await DelaysAsync(row, missing)),
        };
    }

    /// <summary>A ledger that cannot be used is none: it is not needed.</summary>
    private async Task<WorkspaceRow?> TryFindWorkspaceAsync()
    {
        try
        {
            return await context.FindWorkspaceAsync(request.Workspace);
        }
        catch (Exception exception)
            when (exception is CommandFailedException or ServiceDefaults.Database.DatabaseUnusableException
                || exception is Microsoft.Extensions.Options.OptionsValidationException
            )
        {
            return null;
        }
    }

    /// <summary>How late each call became visible to the poller; null where it was created before the poller's first start.</summary>
    private async Task<IReadOnlyList<TimeSpan?>> DelaysAsync(WorkspaceRow row, IReadOnlyList<ShownCall> calls)
    {
        List<TimeSpan?> delays = [];
        await using var ledger = await context.Get<IDbContextFactory<LedgerDbContext>>().CreateDbContextAsync(context.Stopping);
        foreach (var batch in calls.Chunk(BatchSize))
        {
            var known = await ledger
                .CallsById(row.Name, batch.Select(call => call.Id))
                .Select(call => new
                {
                    call.CallId,
                    call.CreatedAt,
                    call.DiscoveredAt,
                })
                .ToDictionaryAsync(call => call.CallId, context.Stopping);
            delays.AddRange(
                batch.Select(call =>
                    known.GetValueOrDefault(call.Id) is { } found && found.CreatedAt >= row.StartedAt
                        ? found.DiscoveredAt - found.CreatedAt
                        : (TimeSpan?)null
                )
            );
        }

        return delays;
    }
}
