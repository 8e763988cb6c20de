using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Redacts old calls: personal data removed, their settled events deleted. The row itself is never deleted, so that no call is discovered
/// twice.
/// </summary>
internal static class Retention
{
    /// <summary>Calls without a pending transcript or check, or an event that will be sent.</summary>
    public static IQueryable<CallState> Redactable(LedgerDbContext context, string workspace, int maxBytes) =>
        context
            .Calls.AsNoTracking()
            .Where(row =>
                row.Workspace == workspace
                && row.Fingerprint == null
                && row.Transcript != TranscriptState.Pending
                && row.NextCheckAt == null
            )
            .Where(call =>
                !context.Outbox.Pending().Sendable(maxBytes).Any(row => row.Workspace == workspace && row.CallId == call.CallId)
            );

    /// <summary>Redacts those of the calls that still can be.</summary>
    /// <returns>The number of calls, and of their events that were too large to be sent.</returns>
    public static async Task<(int Redacted, int Oversized)> RedactAsync(
        LedgerDbContext context,
        string workspace,
        IReadOnlyCollection<string> callIds,
        LedgerWriterSettings settings
    )
    {
        if (callIds.Count == 0)
            return default;

        var rows = await Redactable(context, workspace, settings.MaxBytes).Where(row => callIds.Contains(row.CallId)).ToListAsync();
        var ids = rows.ConvertAll(row => row.CallId);
        context.Calls.UpdateRange(rows.Select(row => row.Redacted(settings.FingerprintKey)));
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        var events = context.Outbox.Where(row => row.Workspace == workspace && ids.Contains(row.CallId));
        var oversized = await events.Pending().ExecuteDeleteAsync();
        await events.ExecuteDeleteAsync();
        return (rows.Count, oversized);
    }
}
