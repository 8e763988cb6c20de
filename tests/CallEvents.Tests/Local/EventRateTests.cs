using CallEvents.Local.WireTap;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Local;

public sealed class EventRateTests
{
    [Fact]
    public void Events_are_counted_per_complete_second_and_old_counts_expire()
    {
        var time = new FakeTimeProvider();
        var rate = new EventRate(time);
        rate.Record();
        rate.Record();
        time.Advance(TimeSpan.FromSeconds(2));
        rate.Record();
        rate.GetCounts(3).ShouldBe([0, 2, 0]);

        time.Advance(TimeSpan.FromSeconds(1));
        rate.GetCounts(3).ShouldBe([2, 0, 1]);

        time.Advance(TimeSpan.FromMinutes(20));
        rate.GetCounts(3).ShouldBe([0, 0, 0]);
    }
}
