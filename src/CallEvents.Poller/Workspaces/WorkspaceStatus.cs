using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Poller.Workspaces;

/// <summary>The state of one workspace in this process: who holds it, how far it has come, what is in its way.</summary>
internal sealed class WorkspaceStatus(string name, TimeProvider time)
{
    private long calls;

    public string Name => name;

    public ApiHealth Api { get; } = new();

    public OutboxCounts OutboxPending { get; } = new();

    public PublishingStatus Publishing { get; } = new();

    /// <summary>Whether the lease was asked for and an answer came: held, or stand-by.</summary>
    public bool LeaseKnown { get; set; }

    public bool LeaseHeld { get; set; }

    /// <summary>The process that works on it, of whichever replica; null while none does.</summary>
    public string? LeaseHolder { get; set; }

    /// <summary>Calls known, now and before this process.</summary>
    public long Calls => Interlocked.Read(ref calls);

    public DateTimeOffset? Watermark { get; set; }

    public DateTimeOffset? BackfilledTo { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When a pass over the live slices last came to its end, or closed one of its slices: catching up may take hours.</summary>
    public DateTimeOffset? LastProgressAt { get; private set; }

    /// <summary>A recent count of the ledger's rows.</summary>
    public LedgerCounts? Ledger { get; set; }

    /// <summary>How far the watermark is behind now; null for a stand-by.</summary>
    public TimeSpan? WatermarkLag => LeaseHeld && Watermark is { } watermark ? time.GetUtcNow() - watermark : null;

    public TimeSpan? OldestPendingTranscriptAge => Ledger?.OldestPendingTranscript is { } oldest ? time.GetUtcNow() - oldest : null;

    public void Start(WorkspaceRow workspace, IReadOnlyDictionary<CallEventType, long> due, long known)
    {
        Interlocked.Exchange(ref calls, known);
        OutboxPending.Set(due);
        (Watermark, BackfilledTo, StartedAt) = (workspace.Watermark, workspace.BackfilledTo, workspace.StartedAt);
    }

    /// <summary>Calls that this process saw late: the walk before, after their creation, had not shown them.</summary>
    public long LateCalls { get; private set; }

    /// <summary>At least how late the latest of them was.</summary>
    public TimeSpan MaxArrivalDelay { get; private set; }

    public void RecordLateCall(TimeSpan delay) => (LateCalls, MaxArrivalDelay) = (LateCalls + 1, delay > MaxArrivalDelay ? delay : MaxArrivalDelay);

    public void RecordProgress() => LastProgressAt = time.GetUtcNow();

    public void RecordDiscovered() => Interlocked.Increment(ref calls);
}
