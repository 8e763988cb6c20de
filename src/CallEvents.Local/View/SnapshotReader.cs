using CallEvents.Alerting.RaiseAlerts;
using CallEvents.CrmUpdater.Setup;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Status.Reports;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallEvents.Local.View;

/// <summary>Reads the services' in-process status; accesses neither database nor network.</summary>
internal sealed class SnapshotReader(
    ServiceStatuses services,
    ReceivedEvents receivedEvents,
    RunProgress progress,
    LocalOptions options,
    IOptions<PollingOptions> polling,
    [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crmCircuit,
    [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit alertOutbox
)
{
    public Snapshot Read()
    {
        var workspace = services.Poller.Of(LocalOptions.WorkspaceName);
        return new Snapshot
        {
            Phase = progress.Phase,
            Elapsed = progress.Elapsed,
            PlannedDuration = progress.PlannedDuration,
            Calls = workspace.Ledger.Calls,
            Lag = workspace.WatermarkLag,
            BackfillProgress = CalculateBackfillProgress(workspace.Ledger),
            PendingTranscripts = workspace.Ledger.Counts?.PendingTranscripts ?? 0,
            OldestPendingTranscript = workspace.Ledger.OldestPendingTranscriptAge,
            Recorded = workspace.Publishing.Published(CallEventType.CallRecorded),
            Transcribed = workspace.Publishing.Published(CallEventType.CallTranscribed),
            Updated = workspace.Publishing.Published(CallEventType.CallUpdated),
            Unavailable = workspace.Publishing.Published(CallEventType.CallTranscriptUnavailable),
            OutboxPending = workspace.Ledger.Pending.ByType().Values.Sum(),
            Writes = services.CrmUpdater.Writes,
            FieldsWritten = services.CrmUpdater.FieldsWritten,
            TranscriptsWritten = services.CrmUpdater.TranscriptsWritten,
            Skipped = services.CrmUpdater.Skipped,
            Alerts = services.Alerting.Sent,
            AlertsByRule = options.RulesFile is null ? null : RuleCount.ListOf(services.Alerting.RaisedByRule),
            Problems = [.. FindProblems(workspace)],
            Events = receivedEvents.Latest,
        };
    }

    private double? CalculateBackfillProgress(LedgerStatus ledger)
    {
        if (ledger is not { BackfilledTo: { } to, StartedAt: { } end })
            return null;
        if (to >= end || polling.Value.StartInstant is not { } start || start >= end)
            return 1;
        return Math.Clamp((to - start) / (end - start), 0, 1);
    }

    private IEnumerable<string> FindProblems(WorkspaceStatus workspace)
    {
        // While stopping, the lease has been released, which is not a problem.
        if (progress.Phase is RunPhase.Stopping)
            yield break;
        if (workspace.Lease is { IsKnown: true, IsHeld: false })
            yield return "another replica holds the lease";
        else
        {
            foreach (var state in services.States.Of(workspace).Where(state => state.Level >= StateLevel.Waiting))
                yield return state.Sentence;
        }

        if (crmCircuit.Outage is { } crmOutage)
            yield return $"CRM: {crmOutage.Reason}";
        if (alertOutbox.Outage is { } outboxOutage)
            yield return $"alerts: {outboxOutage.Reason}";
        if (workspace.Ledger.Counts is { } counts && counts.Parked + counts.Gaps + counts.Oversized is > 0 and var parked)
            yield return $"parked: {Format.Count(parked)}";
    }
}
