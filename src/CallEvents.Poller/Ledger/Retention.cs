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
    /// <summary>Calls without a pending transcript, check or event.</summary>
    public static IQueryable<CallState> Redactable(LedgerDbContext context, string workspace) =>
        context
            .Calls.AsNoTracking()
            .Where(row =>
                row.Workspace == workspace
                && row.Fingerprint == null
                && row.Transcript != TranscriptState.Pending
                && row.NextCheckAt == null
            )
            .Where(call => !context.Outbox.Pending().Any(row => row.Workspace == workspace && row.CallId == call.CallId));

    /// <summary>Redacts those of the calls that still can be. True: there were some.</summary>
    public static async Task<bool> RedactAsync(LedgerDbContext context, string workspace, IReadOnlyCollection<string> callIds)
    {
        if (callIds.Count == 0)
            return false;

        var rows = await Redactable(context, workspace).Where(row => callIds.Contains(row.CallId)).ToListAsync();
        var ids = rows.ConvertAll(row => row.CallId);
        context.Calls.UpdateRange(rows.Select(row => row.Redacted()));
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        await context
            .Outbox.Where(row =>
                row.Workspace == workspace && ids.Contains(row.CallId) && (row.PublishedAt != null || row.DiscardedAt != null)
            )
            .ExecuteDeleteAsync();
        return rows.Count > 0;
    }
}
