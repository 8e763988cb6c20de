using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>The states of events in the outbox, as queries.</summary>
internal static class OutboxQueries
{
    /// <summary>Events that are neither published nor discarded.</summary>
    public static IQueryable<OutboxRow> Pending(this IQueryable<OutboxRow> rows) =>
        rows.Where(row => row.PublishedAt == null && row.DiscardedAt == null);

    /// <summary>Events that will never be sent while the limit is as it is.</summary>
    public static IQueryable<OutboxRow> Oversized(this IQueryable<OutboxRow> pending, int maxBytes) =>
        pending.Where(row => row.Size > maxBytes);

    /// <summary>Pending events that are sent: the others wait for nothing, and count in no limit.</summary>
    public static IQueryable<OutboxRow> Sendable(this IQueryable<OutboxRow> pending, int maxBytes) =>
        pending.Where(row => row.Size <= maxBytes);
}
