using System.Runtime.ExceptionServices;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>Collects the results of a batch whose calls are sent concurrently, and decides when to stop.</summary>
internal sealed class BatchRun(CallBatch batch)
{
    /// <summary>One 5xx or time-out may be about its own call; a second one is an outage.</summary>
    private const int MaxSuspects = 1;

    private readonly WriteResult[] results = [.. batch.Calls.Select(_ => new WriteResult.NotTried())];
    private volatile bool isStopped;
    private volatile OperationCanceledException? stale;
    private int suspects;
    private int taken;

    public IReadOnlyList<CallWrite> Calls => batch.Calls;

    /// <summary>The index of the next call to send; null when there is none, or the rest is not worth trying.</summary>
    public int? Next() => !isStopped && Interlocked.Increment(ref taken) is var next && next <= results.Length ? next - 1 : null;

    /// <summary>Called immediately before a request.</summary>
    public bool MaySend()
    {
        if (isStopped)
            return false;
        try
        {
            batch.EnsureFresh();
            return true;
        }
        catch (OperationCanceledException tooOld)
        {
            stale = tooOld;
            isStopped = true;
            return false;
        }
    }

    public void Add(int index, WriteResult result)
    {
        results[index] = result;
        if (
            result is WriteResult.Unavailable { IsSuspect: true }
                ? Interlocked.Increment(ref suspects) > MaxSuspects
                : result is WriteResult.Failure
        )
            isStopped = true;
    }

    /// <summary>The result of each call.</summary>
    /// <exception cref="OperationCanceledException">The state of the calls was too old before the first request.</exception>
    public IReadOnlyList<WriteResult> Complete()
    {
        // If it grows old in the middle, as with a slow receiver, the results count: what was sent would else be sent again and again.
        if (stale is { } tooOld && Array.TrueForAll(results, result => result is WriteResult.NotTried))
            ExceptionDispatchInfo.Throw(tooOld);
        return results;
    }
}
