using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>The states of events in the outbox, as queries.</summary>
internal static class OutboxQueries
{
    /// <summary>Events that are neither published nor discarded.</summary>
    public static IQueryable<OutboxRow> Pending(this IQueryable<OutboxRow> rows) =>
        rows.Where(row => row.PublishedAt == null && row.DiscardedAt == null);
}
