using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Makes old rows small: personal data removed, told facts deleted. The row itself stays for ever, so that no call ever starts
/// over.
/// </summary>
internal static class Retention
{
    /// <summary>Rows that no re-read will show again and of which nothing waits: no transcript, no check, no fact.</summary>
    public static IQueryable<CallState> Redactable(LedgerDbContext context, string workspace) => context.Calls.AsNoTracking()
        .Where(row => row.Workspace == workspace && row.Fingerprint == null && row.Transcript != TranscriptState.Pending && row.NextCheckAt == null)
        .Where(row => !context.Outbox.Any(fact => fact.Workspace == workspace && fact.CallId == row.CallId && fact.PublishedAt == null));

    /// <summary>Thins those of the calls that still can be. Whether there were any.</summary>
    public static async Task<bool> RedactAsync(LedgerDbContext context, string workspace, IReadOnlyCollection<string> callIds)
    {
        if (callIds.Count == 0)
            return false;

        var rows = await Redactable(context, workspace).Where(row => callIds.Contains(row.CallId)).ToListAsync();
        var ids = rows.ConvertAll(row => row.CallId);
        context.Calls.UpdateRange(rows.Select(row => row.Redacted()));
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        await context.Outbox.Where(fact => fact.Workspace == workspace && ids.Contains(fact.CallId) && fact.PublishedAt != null).ExecuteDeleteAsync();
        return rows.Count > 0;
    }
}
