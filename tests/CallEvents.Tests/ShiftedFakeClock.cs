using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests;

/// <summary>A clock that the test advances, with an error of the wall clock; timestamps and timers do not follow the error.</summary>
internal class ShiftedFakeClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long errorTicks;
    private long pausedTicks;

    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan WallClockError
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref errorTicks));
        set => Interlocked.Exchange(ref errorTicks, value.Ticks);
    }

    private TimeSpan Paused => TimeSpan.FromTicks(Interlocked.Read(ref pausedTicks));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Paused + WallClockError;

    // The base class's timestamp is its wall clock, even after AdjustTime.
    public override long GetTimestamp() => (base.GetUtcNow() + Paused).Ticks;

    /// <summary>Lets time pass in which no timer fires, as in a process that is paused.</summary>
    public void Pause(TimeSpan duration) => Interlocked.Add(ref pausedTicks, duration.Ticks);
}
