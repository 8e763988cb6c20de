using CallEvents.Poller.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LeaseExpiryTests
{
    [Fact]
    public void A_holder_that_cannot_renew_stops_before_the_lease_ends()
    {
        var time = new FakeTimeProvider();
        using var lease = new Lease("main", "replica", 1, TimeSpan.FromSeconds(15), time);

        time.Advance(TimeSpan.FromSeconds(10));
        lease.Extend(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(13));
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        lease.Ended.IsCancellationRequested.ShouldBeTrue();
        lease.IsExpired.ShouldBeTrue();
    }

    [Fact]
    public void A_holder_resumed_late_notices_the_expiry_before_any_timer_fires()
    {
        var time = new StalledClock();
        using var lease = new Lease("main", "replica", 1, TimeSpan.FromSeconds(15), time);
        lease.Extend(time.GetTimestamp());
        lease.IsExpired.ShouldBeFalse();

        time.Elapsed = TimeSpan.FromSeconds(14);

        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        lease.IsExpired.ShouldBeTrue();
    }

    /// <summary>The clock of a process that was paused: time has elapsed, and no timer has fired.</summary>
    private sealed class StalledClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
