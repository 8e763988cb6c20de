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
        lease.Renewed(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(13));
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        lease.Ended.IsCancellationRequested.ShouldBeTrue();
    }
}
