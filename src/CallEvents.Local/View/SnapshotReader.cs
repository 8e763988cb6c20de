using CallEvents.Alerting;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.Local.Revont;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallEvents.Local.View;

/// <summary>Asks each service for its state; touches neither database nor network.</summary>
internal sealed class SnapshotReader(
    PollerStatus poller,
    CrmUpdaterStatus crm,
    AlertingStatus alerting,
    Heard heard,
    Session session,
    IOptions<PollingOptions> polling,
    [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crmSide,
    [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels,
    TimeProvider time)
{
    public Snapshot Read()
    {
        var workspace = poller.Of(IRevont.Workspace);
        return new Snapshot
        {
            Phase = session.Phase,
            Elapsed = session.Elapsed,
            Length = session.Length,
            Calls = workspace.Calls,
            Lag = workspace.WatermarkLag,
            History = History(workspace),
            Pending = workspace.Ledger?.PendingTranscripts ?? 0,
            OldestPending = workspace.OldestPendingTranscriptAge,
            Recorded = workspace.Publishing.Published(CallEventType.CallRecorded),
            Transcribed = workspace.Publishing.Published(CallEventType.CallTranscribed),
            Updated = workspace.Publishing.Published(CallEventType.CallUpdated),
            Unavailable = workspace.Publishing.Published(CallEventType.CallTranscriptUnavailable),
            Due = workspace.OutboxPending.ByType().Values.Sum(),
            Writes = crm.Writes,
            FieldsWritten = crm.FieldsWritten,
            TranscriptsWritten = crm.TranscriptsWritten,
            Skipped = crm.Skipped,
            Alerts = alerting.Sent,
            Trouble = [.. Trouble(workspace)],
            Events = heard.Last,
        };
    }

    private double? History(WorkspaceStatus workspace)
    {
        if (workspace is not { BackfilledTo: { } to, StartedAt: { } end })
            return null;
        if (to >= end || polling.Value.StartInstant is not { } start || start >= end)
            return 1;
        return Math.Clamp((to - start) / (end - start), 0, 1);
    }

    private IEnumerable<string> Trouble(WorkspaceStatus workspace)
    {
        // The lease is given back by then, which is no trouble.
        if (session.Phase is Phase.Stopping)
            yield break;
        if (workspace is { LeaseKnown: true, LeaseHeld: false })
            yield return "another process holds this workspace";
        if (workspace.Api.Problem is { } api)
            yield return $"the Revont API: {api}";
        if (workspace.Api.PausedUntil is { } until && until > time.GetUtcNow())
            yield return $"the Revont API asks to wait for {Words.Length(until - time.GetUtcNow())}";
        if (workspace.Publishing.FailingSince is not null)
            yield return "the bus takes no events";
        if (workspace.Publishing.UnroutableTypes is { Count: > 0 } unheard)
            yield return $"nobody subscribes to {string.Join(", ", unheard)}";
        if (crmSide.Outage is { } crmOutage)
            yield return $"the CRM: {crmOutage.Reason}";
        if (channels.Outage is { } channelOutage)
            yield return $"alerts: {channelOutage.Reason}";
        if (workspace.Ledger is { } ledger && ledger.Parked + ledger.Gaps + ledger.Oversized is > 0 and var aside)
            yield return $"set aside: {Words.Count(aside)}";
    }
}
