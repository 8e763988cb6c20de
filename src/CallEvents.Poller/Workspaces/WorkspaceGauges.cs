using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// The poller's gauges, which read the status of every workspace. Only the holder of a workspace reports them: what a stand-by or a former
/// holder knows is old. The exception is <c>callevents.lease.held</c>, by which the replicas are counted.
/// </summary>
internal sealed class WorkspaceGauges(IMeterFactory meters, WorkspaceScopes scopes)
{
    private static readonly CallEventType[] EventTypes = Enum.GetValues<CallEventType>();
    private static readonly JobKind[] JobKinds = Enum.GetValues<JobKind>();
    private static readonly JobState[] OpenStates = [JobState.Waiting, JobState.Running];

    private readonly Meter meter = meters.Create(TelemetryNames.Poller);

    private IEnumerable<WorkspaceStatus> Held => HeldScopes.Select(scope => scope.Status);

    private IEnumerable<WorkspaceScope> HeldScopes => scopes.All.Where(scope => scope.Status.Lease.IsHeld);

    /// <summary>Registers the gauges with the meter.</summary>
    public void Register()
    {
        RegisterProgress();
        RegisterOutbox();
        RegisterApi();
        RegisterLease();
        RegisterJobs();
    }

    private void RegisterProgress()
    {
        Gauge(
            "callevents.workspace.paused",
            "{workspace}",
            "Whether an operator has paused the workspace",
            held => held.Ledger.PausedAt is null ? 0 : 1
        );
        Gauge("callevents.watermark.lag", "s", "How far the watermark is behind now", held => held.WatermarkLag?.TotalSeconds);
        Gauge(
            "callevents.poll.last_success",
            "s",
            "Unix time at which a poll last completed, or closed a slice",
            held => held.Ledger.LastProgressAt?.ToUnixTimeMilliseconds() / 1000d
        );
        Gauge(
            "callevents.backfill.remaining",
            "s",
            "Part of the time from StartFrom to the first start that backfill has not walked yet",
            held => held.Ledger.BackfillRemaining?.TotalSeconds
        );
        Gauge(
            "callevents.transcripts.pending",
            "{call}",
            "Calls with a pending transcript",
            held => held.Ledger.Counts?.PendingTranscripts
        );
        Gauge(
            "callevents.transcripts.oldest_age",
            "s",
            "Age of the oldest pending transcript",
            held => held.Ledger.OldestPendingTranscriptAge?.TotalSeconds
        );
        Gauge("callevents.gaps.open", "{gap}", "Slices that cannot be read", held => held.Ledger.Counts?.Gaps);
        Gauge("callevents.parked.open", "{item}", "Calls and items that are parked", held => held.Ledger.Counts?.Parked);
    }

    private void RegisterOutbox()
    {
        GaugeByType(
            "callevents.outbox.pending",
            "{event}",
            "Events in the outbox that are not published yet",
            held => held.Ledger.Pending.ByType().Select(pending => KeyValuePair.Create(pending.Key, (double)pending.Value))
        );
        GaugeByType(
            "callevents.outbox.oldest_age",
            "s",
            "Age of the oldest event in the outbox",
            held => held.Ledger.OldestPendingEventAge().Select(age => KeyValuePair.Create(age.Key, age.Value.TotalSeconds))
        );
        GaugeByType(
            "callevents.event_types.unroutable",
            "{type}",
            "Whether no queue is bound for an event type, so that its events wait",
            held => EventTypes.Select(type => KeyValuePair.Create(type, held.Publishing.UnroutableTypes.Contains(type) ? 1d : 0d))
        );
        Gauge(
            "callevents.events.oversized",
            "{event}",
            "Events over Publishing:MaxBytes, which are not published",
            held => held.Ledger.Counts?.Oversized
        );
    }

    private void RegisterApi()
    {
        meter.CreateObservableCounter(
            "callevents.api.throttled",
            () => HeldScopes.Select(scope => Of(scope.Status, scope.Account.Throttled.Total.TotalSeconds)),
            unit: "s",
            description: "Time for which the API has asked for no request"
        );
        meter.CreateObservableGauge(
            "callevents.api.rate_limit.utilization",
            () => HeldScopes.Select(scope => Of(scope.Status, scope.Account.Limiter.Utilization)),
            unit: "1",
            description: "Requests of the last minute, as a part of what Revont:RequestsPerSecond allows"
        );
    }

    private void RegisterLease()
    {
        meter.CreateObservableGauge(
            "callevents.lease.held",
            () => scopes.All.Select(scope => Of(scope.Status, scope.Status.Lease.IsHeld ? 1 : 0)),
            unit: "{lease}",
            description: "Whether this replica holds the workspace's lease"
        );
        Gauge("callevents.lease.fence", "{holder}", "Number of the lease's holder, which grows with each", held => held.Lease.Fence);
    }

    private void RegisterJobs() =>
        meter.CreateObservableGauge(
            "callevents.jobs",
            () =>
                from held in Held
                let counts = held.Ledger.Counts
                where counts is not null
                from kind in JobKinds
                from state in OpenStates
                select new Measurement<double>(
                    counts.Jobs.GetValueOrDefault((kind, state)),
                    PollerTags.Workspace(held.Name),
                    PollerTags.JobKind(kind.ToString()),
                    PollerTags.JobState(state.ToString())
                ),
            unit: "{job}",
            description: "Jobs that have not ended"
        );

    private void Gauge(string name, string unit, string description, Func<WorkspaceStatus, double?> value) =>
        meter.CreateObservableGauge(
            name,
            () => from held in Held let measured = value(held) where measured is not null select Of(held, measured.Value),
            unit,
            description
        );

    private void GaugeByType(
        string name,
        string unit,
        string description,
        Func<WorkspaceStatus, IEnumerable<KeyValuePair<CallEventType, double>>> values
    ) =>
        meter.CreateObservableGauge(
            name,
            () =>
                from held in Held
                from value in values(held)
                select new Measurement<double>(value.Value, PollerTags.Workspace(held.Name), PollerTags.EventType(value.Key)),
            unit,
            description
        );

    private static Measurement<double> Of(WorkspaceStatus workspace, double value) => new(value, PollerTags.Workspace(workspace.Name));
}
