using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller.Diagnostics;

/// <summary>What the poller counts, as verbs; the names and units are here and nowhere else.</summary>
internal sealed class PollerMetrics
{
    public const string MeterName = "CallEvents.Poller";

    public static readonly ActivitySource Activities = new(MeterName);

    private readonly Histogram<double> requestDuration;
    private readonly Histogram<double> passDuration;
    private readonly Histogram<double> arrivalLag;
    private readonly Counter<long> discovered;
    private readonly Counter<long> recorded;
    private readonly Counter<long> published;
    private readonly Counter<long> publishFailures;
    private readonly Counter<long> parked;
    private readonly Counter<long> gaps;

    public PollerMetrics(IMeterFactory meters, PollerStatus status)
    {
        var meter = meters.Create(MeterName);
        requestDuration = meter.CreateHistogram<double>("callevents.api.request.duration", "s", "Requests to the Revont API, by lane and status (0: no answer)");
        passDuration = meter.CreateHistogram<double>("callevents.poll.duration", "s", "Passes over the live slices");
        arrivalLag = meter.CreateHistogram<double>("callevents.arrival.lag", "s", "From the creation of a live call to its first sight");
        discovered = meter.CreateCounter<long>("callevents.calls.seen", "{call}", "Calls seen for the first time, by origin");
        recorded = meter.CreateCounter<long>("callevents.facts.observed", "{fact}", "Facts observed, by type and origin");
        published = meter.CreateCounter<long>("callevents.facts.told", "{fact}", "Facts told, by type and origin");
        publishFailures = meter.CreateCounter<long>("callevents.publish.failures", "{fact}", "Publishes that failed, by type and cause");
        parked = meter.CreateCounter<long>("callevents.calls.parked", "{call}", "Calls and items set aside with an error");
        gaps = meter.CreateCounter<long>("callevents.gaps", "{gap}", "Slices of one second that could not be read and were passed");
        meter.CreateObservableGauge("callevents.watermark.lag", () => status.Measure(workspace => workspace.WatermarkLag?.TotalSeconds), "s", "How far the watermark is behind now");
        meter.CreateObservableGauge("callevents.transcripts.pending", () => status.Measure(workspace => workspace.Ledger?.PendingTranscripts), "{call}", "Calls whose transcript is waited for");
        meter.CreateObservableGauge("callevents.transcripts.oldest", () => status.Measure(workspace => workspace.OldestPendingTranscriptAge?.TotalSeconds), "s", "Since when the oldest of them is waited for");
        meter.CreateObservableGauge("callevents.facts.due", () => status.MeasureOutboxPending(), "{fact}", "Facts observed and not yet told, by type");
        meter.CreateObservableGauge("callevents.lease.held", () => status.Measure(workspace => workspace.LeaseHeld ? 1d : 0d), "1", "Whether this process works on the workspace");
    }

    public void ApiRequestCompleted(string workspace, Lane lane, string request, int status, TimeSpan duration) =>
        requestDuration.Record(duration.TotalSeconds, Workspace(workspace), new("callevents.lane", lane.Origin()), new("callevents.request", request), new("http.response.status_code", status));

    public void PollCompleted(string workspace, TimeSpan duration) => passDuration.Record(duration.TotalSeconds, Workspace(workspace));

    public void CallDiscovered(string workspace, Lane lane, TimeSpan lag)
    {
        discovered.Add(1, Workspace(workspace), Origin(lane.Origin()));
        if (lane is not Lane.Backfill)
            arrivalLag.Record(Math.Max(0, lag.TotalSeconds), Workspace(workspace), Origin(lane.Origin()));
    }

    public void EventRecorded(CallEvent callEvent) => recorded.Add(1, Workspace(callEvent.Workspace), Type(callEvent.Type), Origin(callEvent.Origin));

    public void EventPublished(OutboxRow callEvent) => published.Add(1, Workspace(callEvent.Workspace), Type(callEvent.Type), Origin(callEvent.Origin));

    public void PublishFailed(OutboxRow callEvent, string cause) => publishFailures.Add(1, Workspace(callEvent.Workspace), Type(callEvent.Type), new("error.type", cause));

    public void ItemParked(string workspace) => parked.Add(1, Workspace(workspace));

    public void GapOpened(string workspace) => gaps.Add(1, Workspace(workspace));

    private static KeyValuePair<string, object?> Workspace(string name) => new("callevents.workspace", name);

    private static KeyValuePair<string, object?> Type(CallEventType type) => new("callevents.type", type.ToString());

    private static KeyValuePair<string, object?> Origin(string origin) => new("callevents.origin", origin);
}
