namespace CallEvents.Poller.Ledger;

/// <summary>
/// The lease of a workspace. Ends by this process's monotonic clock a little before another replica could acquire it; every commit also
/// checks the fence.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly CancellationTokenSource ended;
    private readonly TimeProvider time;
    private long renewedAt;

    public Lease(string workspace, string holder, long fence, TimeSpan duration, TimeProvider time)
    {
        Workspace = workspace;
        Holder = holder;
        Fence = fence;
        Duration = duration;
        this.time = time;
        renewedAt = time.GetTimestamp();
        ended = new CancellationTokenSource(UsableDuration, time);
    }

    public string Workspace { get; }

    /// <summary>The replica that holds it.</summary>
    public string Holder { get; }

    public long Fence { get; }

    public TimeSpan Duration { get; }

    /// <summary>Cancelled when the lease has expired, or is lost or released.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>
    /// Whether it has expired, by the clock itself. Timers of a process that was paused fire late: when it resumes, its next action can
    /// come before <see cref="Ended"/> is cancelled.
    /// </summary>
    public bool IsExpired => ended.IsCancellationRequested || time.GetElapsedTime(Interlocked.Read(ref renewedAt)) >= UsableDuration;

    private TimeSpan UsableDuration => Duration * 0.9;

    /// <summary>
    /// The lease duration to store so that another replica takes over within that time: less, since it has to notice the expiry and acquire
    /// the lease.
    /// </summary>
    public static TimeSpan StoredDuration(TimeSpan takeoverTime) => takeoverTime * 0.85;

    /// <summary>Throws <see cref="LeaseLostException"/> when it has expired.</summary>
    public void EnsureHeld()
    {
        if (IsExpired)
            throw new LeaseLostException(Workspace);
    }

    /// <summary>Extends the lease from the time at which the renewal was sent.</summary>
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

/// <summary>Another replica holds the lease: nothing was committed, and this process must stop working on the workspace.</summary>
internal sealed class LeaseLostException(string workspace) : Exception($"The lease of workspace {workspace} is lost");
