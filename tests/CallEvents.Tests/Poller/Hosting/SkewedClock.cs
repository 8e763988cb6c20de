namespace CallEvents.Tests.Poller.Hosting;

/// <summary>A clock of the test as a machine shows it whose wall clock is wrong; timestamps and timers do not follow the error.</summary>
internal sealed class SkewedClock(TimeProvider time, TimeSpan ahead) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + ahead;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
