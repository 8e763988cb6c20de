using CallEvents.Poller.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LeaseClockTests
{
    [Fact]
    public void A_holder_that_cannot_renew_stops_before_the_lease_ends()
    {
        var time = new FakeTimeProvider();
        using var lease = new Lease("main", 1, TimeSpan.FromSeconds(15), time);

        time.Advance(TimeSpan.FromSeconds(10));
        lease.Extend(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(13));
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        lease.Ended.IsCancellationRequested.ShouldBeTrue();
        lease.IsExpired.ShouldBeTrue();
    }

    [Fact]
    public void A_holder_that_wakes_up_late_knows_before_any_timer_has_told_it()
    {
        var time = new SleepyTimers();
        using var lease = new Lease("main", 1, TimeSpan.FromSeconds(15), time);
        lease.Extend(time.GetTimestamp());
        lease.IsExpired.ShouldBeFalse();

        time.Elapsed = TimeSpan.FromSeconds(14);

        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        lease.IsExpired.ShouldBeTrue();
    }

    /// <summary>A process that was paused: the clock has gone on, and no timer has fired.</summary>
    private sealed class SleepyTimers : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
