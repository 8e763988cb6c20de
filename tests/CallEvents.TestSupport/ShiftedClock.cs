namespace CallEvents.TestSupport;

/// <summary>The system's clock with an error of the wall clock that the test sets; timestamps and timers do not follow it.</summary>
internal sealed class ShiftedClock(TimeSpan error = default) : TimeProvider
{
    private long ticks = error.Ticks;

    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Error
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref ticks));
        set => Interlocked.Exchange(ref ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Error;
}
