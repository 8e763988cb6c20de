using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace CallEvents.Poller.Ledger;

/// <summary>Marks events as published or discarded. They keep their ids and lose their content.</summary>
internal static class OutboxSettlement
{
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> WriteAsync(
        LedgerDbContext context,
        IEnumerable<SettledEvents> settled,
        string holder,
        DateTimeOffset now
    )
    {
        List<long> published = [];
        List<long> discarded = [];
        foreach (var events in settled)
        {
            published.AddRange(events.Published.Select(row => row.Id));
            discarded.AddRange(events.Discarded.Select(row => row.Id));
        }

        await SettleAsync(context, published, holder, set => set.SetProperty(row => row.PublishedAt, now));
        await SettleAsync(context, discarded, holder, set => set.SetProperty(row => row.DiscardedAt, now));
        return published.Count + discarded.Count > 0;
    }

    private static async Task SettleAsync(
        LedgerDbContext context,
        List<long> ids,
        string holder,
        Action<UpdateSettersBuilder<OutboxRow>> mark
    )
    {
        if (ids.Count == 0)
            return;

        // The ids are one parameter: with one for each, EF Core generates the statement anew each time.
        await context
            .Outbox.Where(row => EF.Parameter(ids).Contains(row.Id))
            .ExecuteUpdateAsync(set =>
            {
                mark(set);
                set.SetProperty(row => row.SettledBy, holder)
                    .SetProperty(row => row.Body, (byte[]?)null)
                    .SetProperty(row => row.TraceParent, (string?)null);
            });
    }
}
