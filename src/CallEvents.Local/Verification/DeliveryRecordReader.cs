using CallEvents.Alerting.State;
using CallEvents.CrmUpdater.State;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Local.Verification;

/// <summary>Reads the deliveries from the database of each service and from the wire tap.</summary>
internal sealed class DeliveryRecordReader(
    IDbContextFactory<LedgerDbContext> ledgerContexts,
    IDbContextFactory<CrmDbContext> crmContexts,
    IDbContextFactory<AlertingDbContext> alertingContexts,
    PollerStatus poller,
    ReceivedEvents receivedEvents,
    LocalOptions options,
    RunProgress progress
)
{
    public async Task<DeliveryRecord> ReadAsync(CancellationToken cancellationToken)
    {
        await using var ledger = await ledgerContexts.CreateDbContextAsync(cancellationToken);
        await using var crm = await crmContexts.CreateDbContextAsync(cancellationToken);
        await using var alerting = await alertingContexts.CreateDbContextAsync(cancellationToken);

        var recorded = await CountPublishedAsync(ledger, CallEventType.CallRecorded, cancellationToken);
        var transcribed = await CountPublishedAsync(ledger, CallEventType.CallTranscribed, cancellationToken);
        var written = await crm
            .Records.AsNoTracking()
            .Where(call => call.Workspace == LocalOptions.WorkspaceName)
            .ToDictionaryAsync(call => call.CallId, cancellationToken);
        var alerted = await alerting
            .Alerts.Where(alert =>
                alert.Workspace == LocalOptions.WorkspaceName && (alert.State == AlertState.Sent || alert.State == AlertState.Folded)
            )
            .Select(alert => alert.CallId)
            .ToHashSetAsync(cancellationToken);
        var calls = await ledger
            .Calls.AsNoTracking()
            .Where(call => call.Workspace == LocalOptions.WorkspaceName)
            .ToListAsync(cancellationToken);
        var status = poller.Of(LocalOptions.WorkspaceName).Ledger;
        return new DeliveryRecord
        {
            Calls = calls.ToDictionary(
                call => call.CallId,
                call => new CallDelivery
                {
                    CreatedAt = call.CreatedAt,
                    DiscoveredAt = call.DiscoveredAt,
                    Outcome = call.Outcome,
                    Transcript = call.Transcript,
                    Recorded = recorded(call),
                    Transcribed = transcribed(call),
                    FieldsWritten = written.GetValueOrDefault(call.CallId)?.FieldsRevision is not null,
                    TranscriptWritten = written.GetValueOrDefault(call.CallId)?.TranscriptRevision is not null,
                    Alerted = alerted.Contains(call.CallId),
                }
            ),
            HasPolled = status.LastProgressAt is not null,
            StartedAt = status.StartedAt,
            OtherEventsPending = await CountOtherPendingAsync(ledger, cancellationToken),
            Parked = await CountParkedAsync(ledger, cancellationToken),
        };
    }

    private static Task<long> CountOtherPendingAsync(LedgerDbContext ledger, CancellationToken cancellationToken) =>
        ledger
            .Outbox.Pending()
            .LongCountAsync(
                row =>
                    row.Workspace == LocalOptions.WorkspaceName
                    && row.Type != CallEventType.CallRecorded
                    && row.Type != CallEventType.CallTranscribed,
                cancellationToken
            );

    private static async Task<long> CountParkedAsync(LedgerDbContext ledger, CancellationToken cancellationToken) =>
        await ledger.Parked.LongCountAsync(row => row.Workspace == LocalOptions.WorkspaceName, cancellationToken)
        + await ledger.Gaps.LongCountAsync(row => row.Workspace == LocalOptions.WorkspaceName, cancellationToken);

    /// <summary>Counts a call's distinct messages of one type, according to both the ledger and the bus.</summary>
    private async Task<Func<CallState, int>> CountPublishedAsync(
        LedgerDbContext ledger,
        CallEventType type,
        CancellationToken cancellationToken
    )
    {
        var outbox = await ledger
            .Outbox.AsNoTracking()
            .Where(row => row.Workspace == LocalOptions.WorkspaceName && row.Type == type)
            .GroupBy(row => row.CallId)
            .Select(rows => new OutboxCount(rows.Key, rows.Count(row => row.PublishedAt != null), rows.Max(row => row.ObservedAt)))
            .ToDictionaryAsync(count => count.CallId, cancellationToken);
        var received = receivedEvents.CountMessageIds(type);

        return call =>
        {
            // A call without outbox rows is an old one: retention has removed its published rows.
            var isPublished = type == CallEventType.CallRecorded || call.Transcript == TranscriptState.Transcribed;
            var inLedger = outbox.GetValueOrDefault(call.CallId) ?? new OutboxCount(call.CallId, isPublished ? 1 : 0, call.DiscoveredAt);
            var onBus = received.GetValueOrDefault(call.CallId);

            // On the in-memory bus the wire tap receives every message that this run publishes.
            // On a broker a message may precede the binding of the tap's queue.
            var isMissedByTap = onBus == 0 && options.RabbitMq is null && inLedger.LastObservedAt >= progress.StartedAt;
            return isMissedByTap ? 0 : Math.Max(onBus, inLedger.Published);
        };
    }

    private sealed record OutboxCount(string CallId, int Published, DateTimeOffset LastObservedAt);
}
