using CallEvents.Alerting.State;
using CallEvents.CrmUpdater.State;
using CallEvents.Local.Revont;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Local.Verification;

/// <summary>Gathers the evidence from where each service keeps its own, and from what was heard on the bus.</summary>
internal sealed class EvidenceReader(
    IDbContextFactory<LedgerDbContext> ledgers,
    IDbContextFactory<CrmDbContext> crmStates,
    IDbContextFactory<AlertingDbContext> alertingStates,
    PollerStatus poller,
    Heard heard,
    LocalOptions options,
    Session session)
{
    public async Task<Evidence> ReadAsync(CancellationToken cancellationToken)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(cancellationToken);
        await using var crm = await crmStates.CreateDbContextAsync(cancellationToken);
        await using var alerting = await alertingStates.CreateDbContextAsync(cancellationToken);

        var recorded = await ToldAsync(ledger, CallEventType.CallRecorded, cancellationToken);
        var transcribed = await ToldAsync(ledger, CallEventType.CallTranscribed, cancellationToken);
        var written = await crm.WrittenCalls.AsNoTracking().Where(call => call.Workspace == IRevont.Workspace).ToDictionaryAsync(call => call.CallId, cancellationToken);
        var alerted = await alerting.SentAlerts.Where(alert => alert.Workspace == IRevont.Workspace && alert.SentAt != null)
            .Select(alert => alert.CallId).ToHashSetAsync(cancellationToken);
        var calls = await ledger.Calls.AsNoTracking().Where(call => call.Workspace == IRevont.Workspace).ToListAsync(cancellationToken);
        return new Evidence
        {
            Calls = calls.ToDictionary(call => call.CallId, call => new CallEvidence
            {
                CreatedAt = call.CreatedAt,
                SeenAt = call.DiscoveredAt,
                Outcome = call.Outcome,
                Transcript = call.Transcript,
                Recorded = recorded(call),
                Transcribed = transcribed(call),
                FieldsWritten = written.GetValueOrDefault(call.CallId)?.FieldsRevision is not null,
                TranscriptWritten = written.GetValueOrDefault(call.CallId)?.TranscriptRevision is not null,
                Alerted = alerted.Contains(call.CallId),
            }),
            StartedAt = poller.Of(IRevont.Workspace).StartedAt,
            OthersDue = await ledger.Outbox.LongCountAsync(
                fact => fact.Workspace == IRevont.Workspace && fact.PublishedAt == null && fact.Type != CallEventType.CallRecorded && fact.Type != CallEventType.CallTranscribed, cancellationToken),
            SetAside = await ledger.Parked.LongCountAsync(row => row.Workspace == IRevont.Workspace, cancellationToken)
                + await ledger.Gaps.LongCountAsync(row => row.Workspace == IRevont.Workspace, cancellationToken),
        };
    }

    /// <summary>Under how many ids a call was told, by what came over the bus as well as by the ledger.</summary>
    private async Task<Func<CallState, int>> ToldAsync(LedgerDbContext ledger, CallEventType type, CancellationToken cancellationToken)
    {
        var facts = await ledger.Outbox.AsNoTracking().Where(fact => fact.Workspace == IRevont.Workspace && fact.Type == type)
            .GroupBy(fact => fact.CallId)
            .Select(of => new Facts(of.Key, of.Count(fact => fact.PublishedAt != null), of.Max(fact => fact.ObservedAt)))
            .ToDictionaryAsync(of => of.CallId, cancellationToken);
        var here = heard.Of(type);

        return call =>
        {
            // A call without facts is an old one, whose facts were told and removed.
            var byLedger = facts.GetValueOrDefault(call.CallId)
                ?? new Facts(call.CallId, type == CallEventType.CallRecorded || call.Transcript == TranscriptState.Transcribed ? 1 : 0, call.DiscoveredAt);
            var byBus = here.GetValueOrDefault(call.CallId);

            // Within the process nothing can be told without being heard. On a broker it may come before our own queue is bound.
            return byBus == 0 && options.RabbitMq is null && byLedger.Newest >= session.BegunAt ? 0 : Math.Max(byBus, byLedger.Told);
        };
    }

    private sealed record Facts(string CallId, int Told, DateTimeOffset Newest);
}
