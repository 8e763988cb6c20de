namespace CallEvents.Tests.Simulation.Scheduling;

/// <summary>A process's clock: its wall clock differs from the true time, its timestamps and timers are the scheduler's.</summary>
internal sealed class ProcessClock(SimulatedProcess process, DateTimeOffset start) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => start + process.Scheduler.Now;

    public override long GetTimestamp() => process.Scheduler.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(process, new SendOrPostCallback(callback), state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(SimulatedProcess process, SendOrPostCallback callback, object? state) : ITimer
    {
        private DueAction? next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            next?.Cancel();
            next = dueTime == Timeout.InfiniteTimeSpan ? null : process.Scheduler.After(dueTime, () => Fire(period));
            return true;
        }

        public void Dispose() => next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimeSpan period)
        {
            if (!process.IsAlive)
                return;
            process.Post(callback, state);
            if (period > TimeSpan.Zero)
                next = process.Scheduler.After(period, () => Fire(period));
        }
    }
}
