using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Deletes events before they are published: of a replay that has ended, or of calls that are forgotten.</summary>
internal static class OutboxRemoval
{
    /// <summary>Deletes the pending events of replays.</summary>
    public static Task<List<RemovedEvent>> OfJobsAsync(
        LedgerDbContext context,
        string workspace,
        IReadOnlyCollection<long> jobs,
        int maxBytes
    ) =>
        DeletePendingAsync(
            context.Outbox.Where(row => row.Workspace == workspace && row.Lane == Calls.Lane.Replay && jobs.Contains(row.Job!.Value)),
            maxBytes
        );

    /// <summary>Deletes all events of calls: what is left of those that were published, too.</summary>
    public static async Task<List<RemovedEvent>> OfCallsAsync(
        LedgerDbContext context,
        string workspace,
        IReadOnlyCollection<string> callIds,
        int maxBytes
    )
    {
        var events = context.Outbox.Where(row => row.Workspace == workspace && callIds.Contains(row.CallId));
        var removed = await DeletePendingAsync(events, maxBytes);
        await events.ExecuteDeleteAsync();
        return removed;
    }

    /// <returns>Those that counted as pending.</returns>
    private static async Task<List<RemovedEvent>> DeletePendingAsync(IQueryable<OutboxRow> events, int maxBytes)
    {
        var pending = events.Pending();
        var removed = await pending.Sendable(maxBytes).Select(row => new RemovedEvent(row.Id, row.Type)).ToListAsync();
        await pending.ExecuteDeleteAsync();
        return removed;
    }
}
