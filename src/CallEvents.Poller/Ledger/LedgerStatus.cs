using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>What this process knows of a workspace's ledger, for health, metrics and views.</summary>
internal sealed class LedgerStatus(TimeProvider time)
{
    private long calls;

    /// <summary>Events in the outbox, by type.</summary>
    public OutboxCounts Pending { get; } = new();

    /// <summary>Calls and events of the last hour, arrival delays of the last day.</summary>
    public RecentCounts Recent { get; } = new(time);

    /// <summary>Calls known to the ledger.</summary>
    public long Calls => Interlocked.Read(ref calls);

    public DateTimeOffset? Watermark { get; private set; }

    public DateTimeOffset? BackfilledTo { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Since when an operator has paused the workspace; null while it is not paused.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Where backfill stood when the session started; null when it was complete.</summary>
    public BackfillStart? BackfillStart { get; private set; }

    /// <summary>When a poll last completed, or closed one of its slices: catching up may take hours.</summary>
    public DateTimeOffset? LastProgressAt { get; private set; }

    /// <summary>Calls that this process discovered late: created before the last walk of their slice, which did not show them.</summary>
    public long LateCalls { get; private set; }

    /// <summary>At least how late the latest of them arrived.</summary>
    public TimeSpan MaxArrivalDelay { get; private set; }

    /// <summary>A recent count of the ledger's rows.</summary>
    public LedgerCounts? Counts { get; set; }

    /// <summary>Age of the oldest pending transcript.</summary>
    public TimeSpan? OldestPendingTranscriptAge => Age(Counts?.OldestPendingTranscript);

    /// <summary>How far the watermark is behind now.</summary>
    public TimeSpan? WatermarkLag => Age(Watermark);

    /// <summary>The part of the time before the first start that backfill has not walked yet.</summary>
    public TimeSpan? BackfillRemaining =>
        BackfilledTo < StartedAt ? StartedAt - BackfilledTo
        : BackfilledTo is null ? null
        : TimeSpan.Zero;

    /// <summary>Age of the oldest pending event, by type.</summary>
    public IEnumerable<KeyValuePair<CallEventType, TimeSpan>> OldestPendingEventAge() =>
        from oldest in Counts?.OldestPendingEvents ?? new Dictionary<CallEventType, DateTimeOffset>()
        where Pending[oldest.Key] > 0
        select KeyValuePair.Create(oldest.Key, time.GetUtcNow() - oldest.Value);

    public void Start(WorkspaceProgress workspace, IReadOnlyDictionary<CallEventType, long> pending, long known)
    {
        Interlocked.Exchange(ref calls, known);
        Pending.Set(pending);
        Recent.Clear();
        StartedAt = workspace.StartedAt;
        BackfillStart = workspace.IsBackfilled ? null : new BackfillStart(time.GetUtcNow(), workspace.BackfilledTo);
        Set(workspace.Current);
    }

    public void Set(Progress progress) => (Watermark, BackfilledTo) = (progress.Watermark, progress.BackfilledTo);

    public void RecordProgress() => LastProgressAt = time.GetUtcNow();

    public void RecordDiscovered()
    {
        Interlocked.Increment(ref calls);
        Recent.RecordCall();
    }

    public void RecordLateCall(TimeSpan delay)
    {
        (LateCalls, MaxArrivalDelay) = (LateCalls + 1, delay > MaxArrivalDelay ? delay : MaxArrivalDelay);
        Recent.RecordLate(delay);
    }

    private TimeSpan? Age(DateTimeOffset? since) => time.GetUtcNow() - since;
}
