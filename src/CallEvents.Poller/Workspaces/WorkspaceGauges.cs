using System.Diagnostics.Metrics;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Workspaces;

/// <summary>The poller's gauges, which read the status of every workspace.</summary>
internal sealed class WorkspaceGauges(IMeterFactory meters, PollerStatus status)
{
    /// <summary>Registers the gauges with the meter.</summary>
    public void Register()
    {
        var meter = meters.Create(PollerTelemetry.Name);
        meter.CreateObservableGauge(
            "callevents.watermark.lag",
            () => Measure(workspace => workspace.WatermarkLag?.TotalSeconds),
            unit: "s",
            description: "How far the watermark is behind now"
        );
        meter.CreateObservableGauge(
            "callevents.transcripts.pending",
            () => Measure(workspace => workspace.Ledger.Counts?.PendingTranscripts),
            unit: "{call}",
            description: "Calls with a pending transcript"
        );
        meter.CreateObservableGauge(
            "callevents.transcripts.oldest_age",
            () => Measure(workspace => workspace.Ledger.OldestPendingTranscriptAge?.TotalSeconds),
            unit: "s",
            description: "Age of the oldest pending transcript"
        );
        meter.CreateObservableGauge(
            "callevents.outbox.pending",
            MeasureOutboxPending,
            unit: "{event}",
            description: "Events in the outbox that are not published yet"
        );
        meter.CreateObservableGauge(
            "callevents.outbox.oldest_age",
            MeasureOutboxOldestAge,
            unit: "s",
            description: "Age of the oldest event in the outbox"
        );
        meter.CreateObservableGauge(
            "callevents.gaps.open",
            () => Measure(workspace => workspace.Ledger.Counts?.Gaps),
            unit: "{gap}",
            description: "Slices that cannot be read"
        );
        meter.CreateObservableGauge(
            "callevents.lease.held",
            () => Measure(workspace => workspace.Lease.IsHeld ? 1d : 0d),
            unit: "1",
            description: "Whether this replica holds the workspace's lease"
        );
    }

    private IEnumerable<Measurement<double>> Measure(Func<WorkspaceStatus, double?> value) =>
        from workspace in status.Workspaces
        let measured = value(workspace)
        where measured is not null
        select new Measurement<double>(measured.Value, PollerTags.Workspace(workspace.Name));

    private IEnumerable<Measurement<long>> MeasureOutboxPending() =>
        from workspace in status.Workspaces
        where workspace.Lease.IsHeld
        from pending in workspace.Ledger.Pending.ByType()
        select new Measurement<long>(pending.Value, PollerTags.Workspace(workspace.Name), PollerTags.EventType(pending.Key));

    private IEnumerable<Measurement<double>> MeasureOutboxOldestAge() =>
        from workspace in status.Workspaces
        where workspace.Lease.IsHeld
        from age in workspace.Ledger.OldestPendingEventAge()
        select new Measurement<double>(age.Value.TotalSeconds, PollerTags.Workspace(workspace.Name), PollerTags.EventType(age.Key));
}
