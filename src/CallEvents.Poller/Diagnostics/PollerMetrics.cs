using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The poller's counters and histograms, as verbs. Their names and units are defined here and nowhere else.</summary>
internal sealed class PollerMetrics
{
    private readonly Histogram<double> requestDuration;
    private readonly Histogram<double> pollDuration;
    private readonly Histogram<double> arrivalLag;
    private readonly Counter<long> discovered;
    private readonly Counter<long> recorded;
    private readonly Counter<long> published;
    private readonly Counter<long> discarded;
    private readonly Counter<long> publishFailures;
    private readonly Counter<long> parked;
    private readonly Counter<long> removed;
    private readonly Counter<long> gapsOpened;
    private readonly Counter<long> late;
    private readonly Counter<long> givenUp;
    private readonly Counter<long> restarted;
    private readonly Counter<long> ledgerFailures;
    private readonly Counter<long> jobsEnded;

    public PollerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Poller);
        requestDuration = meter.CreateHistogram<double>(
            "callevents.api.request.duration",
            unit: "s",
            description: "Duration of requests to the Revont API",
            tags: null,
            advice: HistogramBuckets.Durations
        );
        pollDuration = meter.CreateHistogram<double>(
            "callevents.poll.duration",
            unit: "s",
            description: "Duration of passes over the live slices",
            tags: null,
            advice: HistogramBuckets.Durations
        );
        arrivalLag = meter.CreateHistogram<double>(
            "callevents.arrival.lag",
            unit: "s",
            description: "Delay from a call's creation to its discovery",
            tags: null,
            advice: HistogramBuckets.Delays
        );
        discovered = meter.CreateCounter<long>(
            "callevents.calls.discovered",
            unit: "{call}",
            description: "Calls observed for the first time"
        );
        recorded = meter.CreateCounter<long>("callevents.events.recorded", unit: "{event}", description: "Events recorded in the outbox");
        published = meter.CreateCounter<long>(
            "callevents.events.published",
            unit: "{event}",
            description: "Events that the broker has confirmed"
        );
        discarded = meter.CreateCounter<long>(
            "callevents.events.discarded",
            unit: "{event}",
            description: "Events without a subscriber that are not waited for"
        );
        publishFailures = meter.CreateCounter<long>(
            "callevents.events.publish_failures",
            unit: "{event}",
            description: "Publishes that failed; the events stay in the outbox"
        );
        parked = meter.CreateCounter<long>(
            "callevents.items.parked",
            unit: "{item}",
            description: "Calls and items parked because they cannot be read"
        );
        removed = meter.CreateCounter<long>(
            "callevents.items.removed",
            unit: "{item}",
            description: "Parked items removed because the API no longer shows them"
        );
        gapsOpened = meter.CreateCounter<long>(
            "callevents.gaps.opened",
            unit: "{gap}",
            description: "Slices recorded as gaps because they cannot be read"
        );
        late = meter.CreateCounter<long>(
            "callevents.calls.late",
            unit: "{call}",
            description: "Calls that an earlier walk of their slice did not show, three seconds or more after their creation"
        );
        givenUp = meter.CreateCounter<long>(
            "callevents.transcripts.given_up",
            unit: "{call}",
            description: "Calls whose transcript did not appear in time"
        );
        restarted = meter.CreateCounter<long>(
            "callevents.slices.restarted",
            unit: "{slice}",
            description: "Walks of a slice that began again because a page could not be read"
        );
        ledgerFailures = meter.CreateCounter<long>(
            "callevents.ledger.failures",
            unit: "{operation}",
            description: "Operations that failed because the ledger's database was unavailable"
        );
        jobsEnded = meter.CreateCounter<long>(
            "callevents.jobs.ended",
            unit: "{job}",
            description: "Jobs that the holder has ended, by how they ended"
        );
    }

    /// <param name="workspace">The workspace.</param>
    /// <param name="lane">The lane that sent the request.</param>
    /// <param name="operation"><c>list</c> or <c>get</c>.</param>
    /// <param name="status">The HTTP status; not recorded where there was no response.</param>
    /// <param name="errorType">Why there was no response; null where there was one.</param>
    /// <param name="duration">From sending the request to the end of the body.</param>
    public void ApiRequestCompleted(string workspace, Lane lane, string operation, int status, string? errorType, TimeSpan duration)
    {
        var tags = new TagList { PollerTags.Workspace(workspace), PollerTags.Lane(lane), PollerTags.ApiOperation(operation) };
        if (errorType is null)
            tags.Add(PollerTags.HttpStatus(status));
        if (PollerTags.ErrorOf(status, errorType) is { } error)
            tags.Add(PollerTags.ErrorType(error));
        requestDuration.Record(duration.TotalSeconds, tags);
    }

    public void PollCompleted(string workspace, TimeSpan duration) =>
        pollDuration.Record(duration.TotalSeconds, PollerTags.Workspace(workspace));

    public void CallDiscovered(string workspace, Lane lane, TimeSpan lag)
    {
        discovered.Add(1, PollerTags.Workspace(workspace), PollerTags.Origin(lane));
        if (lane is not Lane.Backfill)
            arrivalLag.Record(Math.Max(0, lag.TotalSeconds), PollerTags.Workspace(workspace), PollerTags.Origin(lane));
    }

    public void EventRecorded(string workspace, CallEventType type, Lane lane) =>
        recorded.Add(1, PollerTags.Workspace(workspace), PollerTags.EventType(type), PollerTags.Origin(lane));

    public void EventPublished(string workspace, CallEventType type, Lane lane) =>
        published.Add(1, PollerTags.Workspace(workspace), PollerTags.EventType(type), PollerTags.Origin(lane));

    public void EventDiscarded(string workspace, CallEventType type) =>
        discarded.Add(1, PollerTags.Workspace(workspace), PollerTags.EventType(type), PollerTags.DiscardedAsUnroutable);

    public void PublishFailed(string workspace, CallEventType type, string errorType) =>
        publishFailures.Add(1, PollerTags.Workspace(workspace), PollerTags.EventType(type), PollerTags.ErrorType(errorType));

    public void ItemParked(string workspace) => parked.Add(1, PollerTags.Workspace(workspace));

    public void ItemRemoved(string workspace) => removed.Add(1, PollerTags.Workspace(workspace));

    /// <param name="workspace">The workspace.</param>
    /// <param name="lane">The lane that discovered the call.</param>
    /// <param name="delay">At least how long after its creation the API showed it.</param>
    public void CallArrivedLate(string workspace, Lane lane, TimeSpan delay) =>
        late.Add(1, PollerTags.Workspace(workspace), PollerTags.Origin(lane), PollerTags.Lateness(delay));

    public void TranscriptGivenUp(string workspace) => givenUp.Add(1, PollerTags.Workspace(workspace));

    /// <param name="workspace">The workspace.</param>
    /// <param name="lane">The lane of the walk.</param>
    /// <param name="recovery">How it goes on: <c>retry</c>, <c>split</c> or <c>parts</c>.</param>
    public void SliceRestarted(string workspace, Lane lane, string recovery) =>
        restarted.Add(1, PollerTags.Workspace(workspace), PollerTags.Lane(lane), PollerTags.Recovery(recovery));

    public void LedgerFailed() => ledgerFailures.Add(1);

    public void JobEnded(string workspace, string kind, string state) =>
        jobsEnded.Add(1, PollerTags.Workspace(workspace), PollerTags.JobKind(kind), PollerTags.JobState(state));

    public void GapOpened(string workspace) => gapsOpened.Add(1, PollerTags.Workspace(workspace));
}
