using CallEvents.Poller.Api;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class ThrottledTimeTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Time_counts_as_it_passes()
    {
        var throttled = new ThrottledTime(time);
        throttled.Add(TimeSpan.FromSeconds(60));
        throttled.Total.ShouldBe(TimeSpan.Zero);

        time.Advance(TimeSpan.FromSeconds(20));
        throttled.Total.ShouldBe(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromMinutes(10));
        throttled.Total.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Pauses_that_overlap_count_once()
    {
        var throttled = new ThrottledTime(time);
        for (var request = 0; request < 8; request++)
            throttled.Add(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(10));
        throttled.Add(TimeSpan.FromSeconds(5));
        throttled.Add(TimeSpan.FromSeconds(50));

        throttled.Total.ShouldBe(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromMinutes(10));
        throttled.Total.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_minute()
    {
        var rate = new RequestRate(time);
        for (var second = 0; second < 90; second++)
        {
            rate.Record();
            rate.Record();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        rate.PerSecond.ShouldBe(2, tolerance: 0.05);
        time.Advance(TimeSpan.FromSeconds(30));
        rate.PerSecond.ShouldBe(1, tolerance: 0.05);
        time.Advance(TimeSpan.FromHours(1));
        rate.PerSecond.ShouldBe(0);
    }
}
