namespace CallEvents.Local;

/// <summary>How far this run has come, for the views.</summary>
internal sealed class Session(TimeSpan? length, TimeProvider time)
{
    private long startedAt;

    /// <summary>Before anything could be told.</summary>
    public DateTimeOffset BegunAt { get; } = time.GetUtcNow();

    /// <summary>How long it is to last; null until told to end.</summary>
    public TimeSpan? Length => length;

    public Phase Phase { get; private set; }

    /// <summary>Since everything runs.</summary>
    public TimeSpan Elapsed => Phase == Phase.Starting ? TimeSpan.Zero : time.GetElapsedTime(startedAt);

    public void Begin()
    {
        startedAt = time.GetTimestamp();
        Phase = Phase.Running;
    }

    public void Finish() => Phase = Phase.Finishing;

    public void Stop() => Phase = Phase.Stopping;
}

/// <summary>The parts of a run.</summary>
internal enum Phase
{
    Starting,
    Running,

    /// <summary>The time is over; what is on its way is waited for.</summary>
    Finishing,
    Stopping,
}
