using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Maps rows of the outbox, without their bodies.</summary>
internal static class EventReports
{
    /// <summary>Reads no more than is shown: the body is a transcript.</summary>
    public static IQueryable<EventFields> Of(IQueryable<OutboxRow> rows) =>
        rows.Select(row => new EventFields
        {
            Workspace = row.Workspace,
            CallId = row.CallId,
            Type = row.Type,
            Revision = row.Revision,
            MessageId = row.MessageId,
            Origin = row.Origin,
            ObservedAt = row.ObservedAt,
            PublishedAt = row.PublishedAt,
            DiscardedAt = row.DiscardedAt,
            SettledBy = row.SettledBy,
        });

    public static EventReport Map(EventFields row) =>
        new()
        {
            Workspace = row.Workspace,
            CallId = row.CallId,
            Type = row.Type.ToString(),
            Revision = row.Revision,
            MessageId = row.MessageId,
            Origin = row.Origin,
            State =
                row.PublishedAt is not null ? "published"
                : row.DiscardedAt is not null ? "discarded"
                : "pending",
            ObservedAt = row.ObservedAt,
            SettledAt = row.PublishedAt ?? row.DiscardedAt,
            SettledBy = row.SettledBy,
        };

    internal sealed record EventFields
    {
        public required string Workspace { get; init; }

        public required string CallId { get; init; }

        public required CallEventType Type { get; init; }

        public required long Revision { get; init; }

        public required Guid MessageId { get; init; }

        public required string Origin { get; init; }

        public required DateTimeOffset ObservedAt { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }

        public DateTimeOffset? DiscardedAt { get; init; }

        public string? SettledBy { get; init; }
    }
}
