using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Ledger;

/// <summary>Reports a commit: to the status, the metrics, the log, and the loops that wait for work.</summary>
internal sealed partial class CommitReporter(
    LedgerStatus status,
    LateCallMonitor lateCalls,
    LedgerSignals signals,
    PollerMetrics metrics,
    LedgerWriterSettings settings,
    LedgerOutageLog outage,
    ILogger<CommitReporter> logger
)
{
    /// <summary>Events that were deleted while pending. The broker may still confirm one that was under way.</summary>
    private readonly HashSet<long> removed = [];

    /// <param name="workspace">As it was before the commit.</param>
    /// <param name="changes">What was written.</param>
    /// <param name="batch">The change sets that it results from.</param>
    /// <param name="progress">After the commit.</param>
    public void Report(WorkspaceProgress workspace, LedgerTransaction changes, IReadOnlyList<ChangeSet> batch, Progress progress)
    {
        if (progress.Watermark > workspace.Watermark)
            status.RecordProgress();
        status.Set(progress);
        ReportCalls(workspace.Name, changes);
        ReportEvents(changes);
        foreach (var settled in batch.OfType<SettledEvents>())
            ReportSettled(settled);
        ReportUnreadable(workspace.Name, changes.Unreadable);

        if (changes.Events.Count > 0)
            signals.OutboxChanged.Set();
        if (changes.HasDueChecks)
            signals.ChecksChanged.Set();
    }

    /// <summary>Events that were deleted before they were published wait no longer.</summary>
    public void ReportRemoved(IEnumerable<RemovedEvent> events)
    {
        foreach (var (id, type) in events)
        {
            removed.Add(id);
            status.Pending.Add(type, -1);
        }
    }

    /// <returns>Whether it was the database that failed.</returns>
    public bool ReportOutage(string workspace, Exception exception) =>
        outage.RecordFailure($"a commit of workspace {workspace}", exception);

    /// <summary>After a commit with an unknown outcome.</summary>
    public void Reload(IReadOnlyDictionary<CallEventType, long> pending)
    {
        status.Pending.Set(pending);
        signals.OutboxChanged.Set();
        signals.ChecksChanged.Set();
    }

    private void ReportCalls(string workspace, LedgerTransaction changes)
    {
        foreach (var (call, lastWalkStart) in changes.NewCalls)
        {
            status.RecordDiscovered();
            metrics.CallDiscovered(workspace, call.Lane, call.DiscoveredAt - call.CreatedAt);
            if (call.Lane is Lane.Live or Lane.Reread)
                status.Recent.RecordArrival(call.DiscoveredAt - call.CreatedAt);
            if (lastWalkStart is { } start && call.Lane != Lane.Backfill)
                lateCalls.Record(call, start);
        }
    }

    private void ReportEvents(LedgerTransaction changes)
    {
        foreach (var row in changes.Events)
        {
            metrics.EventRecorded(row.Workspace, row.Type, row.Lane);
            if (row.Type == CallEventType.CallTranscriptUnavailable)
                metrics.TranscriptGivenUp(row.Workspace);
            if (row.Size <= settings.MaxBytes)
                status.Pending.Add(row.Type, 1);
            else
                Log.OversizedEvent(logger, row.Type, row.CallId, row.Workspace, row.Size, settings.MaxBytes);
        }
    }

    private void ReportSettled(SettledEvents settled)
    {
        status.Recent.RecordPublished(settled.Published.Count);
        foreach (var row in settled.Published)
            metrics.EventPublished(row.Workspace, row.Type, row.Lane);
        foreach (var row in settled.Discarded)
            metrics.EventDiscarded(row.Workspace, row.Type);
        foreach (var row in settled.Published.Concat(settled.Discarded))
            status.Pending.Add(row.Type, removed.Remove(row.Id) ? 0 : -1);
    }

    private void ReportUnreadable(string workspace, UnreadableChanges unreadable)
    {
        foreach (var item in unreadable.NewlyParked)
        {
            metrics.ItemParked(workspace);
            Log.ItemParked(logger, workspace, item.Key, item.Error);
        }

        foreach (var key in unreadable.Removed)
        {
            metrics.ItemRemoved(workspace);
            Log.ItemRemoved(logger, workspace, key);
        }

        foreach (var gap in unreadable.NewGaps)
        {
            metrics.GapOpened(workspace);
            Log.GapOpened(logger, workspace, gap.Slice, gap.Error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2203,
            Level = LogLevel.Warning,
            Message = "Parked {Key} of workspace {Workspace}: {Error}. It is retried less and less often, from an hour to a day"
        )]
        public static partial void ItemParked(ILogger logger, string workspace, string key, string error);

        [LoggerMessage(
            EventId = 2204,
            Level = LogLevel.Warning,
            Message = "{EventType} for call {CallId} of workspace {Workspace} is parked: "
                + "found {Size} bytes, expected at most Publishing:MaxBytes = {MaxBytes}"
        )]
        public static partial void OversizedEvent(
            ILogger logger,
            CallEventType eventType,
            string callId,
            string workspace,
            int size,
            int maxBytes
        );

        [LoggerMessage(
            EventId = 2205,
            Level = LogLevel.Warning,
            Message = "Slice {Slice} of workspace {Workspace} cannot be read ({Error}) while the API answers for others: "
                + "recorded as a gap, and retried less and less often, from a minute to a day"
        )]
        public static partial void GapOpened(ILogger logger, string workspace, Slice slice, string error);

        [LoggerMessage(
            EventId = 2207,
            Level = LogLevel.Warning,
            Message = "Parked {Key} of workspace {Workspace} is removed: the API no longer shows it"
        )]
        public static partial void ItemRemoved(ILogger logger, string workspace, string key);
    }
}
