namespace CallEvents.Poller.Ledger;

/// <summary>
/// The right to work on a workspace. Ends by this process's own monotonic clock a little before the database would give it to
/// another; every commit checks the fence besides.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly CancellationTokenSource ended;
    private readonly TimeProvider time;

    public Lease(string workspace, long fence, TimeSpan duration, TimeProvider time)
    {
        Workspace = workspace;
        Fence = fence;
        Duration = duration;
        this.time = time;
        ended = new CancellationTokenSource(Usable(duration), time);
    }

    public string Workspace { get; }

    public long Fence { get; }

    public TimeSpan Duration { get; }

    /// <summary>Cancelled when the lease is over, lost or given back.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Renewed by a request that was sent at this time.</summary>
    public void Renewed(long sentAt)
    {
        if (!ended.IsCancellationRequested)
            ended.CancelAfter(TimeSpan.FromTicks(Math.Max(0, (Usable(Duration) - time.GetElapsedTime(sentAt)).Ticks)));
    }

    public void End() => ended.Cancel();

    public void Dispose() => ended.Dispose();

    private static TimeSpan Usable(TimeSpan duration) => duration * 0.9;
}

/// <summary>Another holds the lease now: nothing was committed, and this process must stop working on the workspace.</summary>
internal sealed class LeaseLostException(string workspace) : Exception($"The lease of workspace {workspace} is lost");
