using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller.Diagnostics;

/// <summary>What the poller counts, as verbs; the names and units are here and nowhere else.</summary>
internal sealed class PollerMetrics
{
    public const string Name = "CallEvents.Poller";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Histogram<double> requestDuration;
    private readonly Histogram<double> passDuration;
    private readonly Histogram<double> arrivalLag;
    private readonly Counter<long> seen;
    private readonly Counter<long> observed;
    private readonly Counter<long> told;
    private readonly Counter<long> failures;
    private readonly Counter<long> parked;
    private readonly Counter<long> gaps;

    public PollerMetrics(IMeterFactory meters, PollerStatus status)
    {
        var meter = meters.Create(Name);
        requestDuration = meter.CreateHistogram<double>("callevents.api.request.duration", "s", "Requests to the Revont API, by lane and status (0: no answer)");
        passDuration = meter.CreateHistogram<double>("callevents.poll.duration", "s", "Passes over the live slices");
        arrivalLag = meter.CreateHistogram<double>("callevents.arrival.lag", "s", "From the creation of a live call to its first sight");
        seen = meter.CreateCounter<long>("callevents.calls.seen", "{call}", "Calls seen for the first time, by origin");
        observed = meter.CreateCounter<long>("callevents.facts.observed", "{fact}", "Facts observed, by type and origin");
        told = meter.CreateCounter<long>("callevents.facts.told", "{fact}", "Facts told, by type and origin");
        failures = meter.CreateCounter<long>("callevents.publish.failures", "{fact}", "Publishes that failed, by type and cause");
        parked = meter.CreateCounter<long>("callevents.calls.parked", "{call}", "Calls and items set aside with an error");
        gaps = meter.CreateCounter<long>("callevents.gaps", "{gap}", "Slices of one second that could not be read and were passed");
        meter.CreateObservableGauge("callevents.watermark.lag", () => status.Measure(workspace => workspace.Lag?.TotalSeconds), "s", "How far the watermark is behind now");
        meter.CreateObservableGauge("callevents.transcripts.pending", () => status.Measure(workspace => workspace.Ledger?.PendingTranscripts), "{call}", "Calls whose transcript is waited for");
        meter.CreateObservableGauge("callevents.transcripts.oldest", () => status.Measure(workspace => workspace.OldestPending?.TotalSeconds), "s", "Since when the oldest of them is waited for");
        meter.CreateObservableGauge("callevents.facts.due", () => status.MeasureDue(), "{fact}", "Facts observed and not yet told, by type");
        meter.CreateObservableGauge("callevents.lease.held", () => status.Measure(workspace => workspace.Holds ? 1d : 0d), "1", "Whether this process works on the workspace");
    }

    public void ApiAnswered(string workspace, Lane lane, string request, int status, TimeSpan duration) =>
        requestDuration.Record(duration.TotalSeconds, Workspace(workspace), new("callevents.lane", lane.Origin()), new("callevents.request", request), new("http.response.status_code", status));

    public void PassEnded(string workspace, TimeSpan duration) => passDuration.Record(duration.TotalSeconds, Workspace(workspace));

    public void CallSeen(string workspace, Lane lane, TimeSpan lag)
    {
        seen.Add(1, Workspace(workspace), Origin(lane.Origin()));
        if (lane is not Lane.Backfill)
            arrivalLag.Record(Math.Max(0, lag.TotalSeconds), Workspace(workspace), Origin(lane.Origin()));
    }

    public void FactObserved(Fact fact) => observed.Add(1, Workspace(fact.Workspace), Type(fact.Type), Origin(fact.Origin));

    public void FactTold(FactRow fact) => told.Add(1, Workspace(fact.Workspace), Type(fact.Type), Origin(fact.Origin));

    public void PublishFailed(FactRow fact, string cause) => failures.Add(1, Workspace(fact.Workspace), Type(fact.Type), new("error.type", cause));

    public void Parked(string workspace) => parked.Add(1, Workspace(workspace));

    public void GapPassed(string workspace) => gaps.Add(1, Workspace(workspace));

    private static KeyValuePair<string, object?> Workspace(string name) => new("callevents.workspace", name);

    private static KeyValuePair<string, object?> Type(FactType type) => new("callevents.type", type.ToString());

    private static KeyValuePair<string, object?> Origin(string origin) => new("callevents.origin", origin);
}
