namespace CallEvents.Poller.Ledger;

/// <summary>
/// The right to work on a workspace. Ends by this process's own monotonic clock a little before the database would give it to
/// another; every commit checks the fence besides.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly CancellationTokenSource ended;
    private readonly TimeProvider time;
    private long renewedAt;

    public Lease(string workspace, long fence, TimeSpan duration, TimeProvider time)
    {
        Workspace = workspace;
        Fence = fence;
        Duration = duration;
        this.time = time;
        renewedAt = time.GetTimestamp();
        ended = new CancellationTokenSource(UsableDuration, time);
    }

    public string Workspace { get; }

    public long Fence { get; }

    public TimeSpan Duration { get; }

    /// <summary>Cancelled when the lease is over, lost or given back.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>
    /// Whether it is over, by the clock itself. A process that was paused finds its timers late: when it wakes up, what it was about to
    /// do can come before <see cref="Ended"/> is cancelled.
    /// </summary>
    public bool IsExpired => ended.IsCancellationRequested || time.GetElapsedTime(Interlocked.Read(ref renewedAt)) >= UsableDuration;

    private TimeSpan UsableDuration => Duration * 0.9;

    /// <summary>
    /// What is written to the ledger for a promise to be replaced within this time: less, since whoever takes over has to notice, and
    /// to ask for it.
    /// </summary>
    public static TimeSpan StoredDuration(TimeSpan takeoverTime) => takeoverTime * 0.85;

    /// <summary>Renewed by a request that was sent at this time.</summary>
    public void Extend(long sentAt)
    {
        if (ended.IsCancellationRequested)
            return;
        Interlocked.Exchange(ref renewedAt, sentAt);
        ended.CancelAfter(TimeSpan.FromTicks(Math.Max(0, (UsableDuration - time.GetElapsedTime(sentAt)).Ticks)));
    }

    public void Expire() => ended.Cancel();

    public void Dispose() => ended.Dispose();
}

/// <summary>Another holds the lease now: nothing was committed, and this process must stop working on the workspace.</summary>
internal sealed class LeaseLostException(string workspace) : Exception($"The lease of workspace {workspace} is lost");
