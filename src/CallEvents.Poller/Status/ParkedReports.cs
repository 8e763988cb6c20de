using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>
/// Reads what is parked in a workspace: calls and items that cannot be read, events that are too large or that the broker refuses, gaps.
/// </summary>
internal static class ParkedReports
{
    private const int MaxItems = 50;

    public static async Task<ParkedReport> ReadAsync(
        LedgerDbContext context,
        string workspace,
        int maxBytes,
        HolderReport? holder,
        CancellationToken cancellationToken
    )
    {
        var parked = context.Parked.AsNoTracking().Where(row => row.Workspace == workspace);
        var oversized = context.Outbox.Pending().Oversized(maxBytes).Where(row => row.Workspace == workspace);
        var items = await parked.OrderByDescending(row => row.ParkedAt).Take(MaxItems).ToListAsync(cancellationToken);
        var events = await oversized
            .OrderByDescending(row => row.Id)
            .Take(MaxItems)
            .Select(row => new
            {
                row.CallId,
                row.Type,
                row.Size,
                row.ObservedAt,
            })
            .ToListAsync(cancellationToken);
        var total = await parked.LongCountAsync(cancellationToken) + await oversized.LongCountAsync(cancellationToken);
        return new ParkedReport(
            total + (holder?.Refused ?? 0),
            [
                .. items.Select(Map),
                .. events.Select(row => new ParkedItemReport(
                    row.CallId,
                    IsCall: true,
                    $"{row.Type}: found {StatusText.Count(row.Size)} bytes, "
                        + $"expected at most Publishing:MaxBytes = {StatusText.Count(maxBytes)}",
                    row.ObservedAt,
                    NextRetryAt: null
                )),
                .. (holder?.RefusedEvents ?? []).Select(row => new ParkedItemReport(
                    row.CallId,
                    IsCall: true,
                    $"{row.Type}: not accepted by the broker ({row.Error})",
                    row.ParkedAt,
                    row.NextRetryAt
                )),
            ]
        );
    }

    public static async Task<GapsReport> ReadGapsAsync(LedgerDbContext context, string workspace, CancellationToken cancellationToken)
    {
        var gaps = context.Gaps.AsNoTracking().Where(row => row.Workspace == workspace);
        var rows = await gaps.OrderByDescending(row => row.OpenedAt).Take(MaxItems).ToListAsync(cancellationToken);
        return new GapsReport(
            await gaps.LongCountAsync(cancellationToken),
            [.. rows.Select(row => new GapReport(row.From, row.To, row.Error, row.OpenedAt, row.NextRetryAt))]
        );
    }

    public static ParkedItemReport Map(ParkedRow row) => new(row.Key, row.IsCall, row.Error, row.ParkedAt, row.NextRetryAt);
}
