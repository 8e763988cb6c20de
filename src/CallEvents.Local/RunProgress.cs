namespace CallEvents.Local;

/// <summary>The phase and the clock of this run.</summary>
internal sealed class RunProgress(TimeSpan? plannedDuration, TimeProvider time)
{
    private long runningSince;

    /// <summary>A time before the first publish of this run.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>How long to run; null to run until interrupted.</summary>
    public TimeSpan? PlannedDuration => plannedDuration;

    public RunPhase Phase { get; private set; }

    /// <summary>The time since all services started.</summary>
    public TimeSpan Elapsed => Phase == RunPhase.Starting ? TimeSpan.Zero : time.GetElapsedTime(runningSince);

    public void MarkRunning()
    {
        runningSince = time.GetTimestamp();
        Phase = RunPhase.Running;
    }

    public void MarkDraining() => Phase = RunPhase.Draining;

    public void MarkStopping() => Phase = RunPhase.Stopping;
}

/// <summary>The phases of a run.</summary>
internal enum RunPhase
{
    Starting,
    Running,

    /// <summary>The planned duration is over or a signal arrived; outstanding events are published and handled.</summary>
    Draining,
    Stopping,
}
