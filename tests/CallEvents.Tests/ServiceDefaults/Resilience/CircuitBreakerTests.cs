using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Tests.ServiceDefaults.Resilience;

public sealed class CircuitBreakerTests
{
    private readonly ShiftedFakeClock time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(-72)]
    [InlineData(72)]
    public void A_probe_is_due_after_the_break_wherever_the_wall_clock_is_set(int hours)
    {
        var breaker = new CircuitBreaker(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), time);
        breaker.Open();

        time.WallClockError = TimeSpan.FromHours(hours);
        breaker.UntilProbe.ShouldBe(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        breaker.TryProbe().ShouldBeFalse();
        time.Advance(TimeSpan.FromTicks(1));
        breaker.TryProbe().ShouldBeTrue();
    }

    [Fact]
    public void The_next_probe_is_reported_by_the_present_wall_clock()
    {
        var breaker = new CircuitBreaker(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), time);
        breaker.NextProbe.ShouldBeNull();
        breaker.Open(minBreak: TimeSpan.FromMinutes(3));
        breaker.NextProbe.ShouldBe(time.GetUtcNow().AddMinutes(3));

        time.WallClockError = TimeSpan.FromDays(-3);

        breaker.NextProbe.ShouldBe(time.GetUtcNow().AddMinutes(3));
    }
}
