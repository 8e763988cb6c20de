using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Tests.ServiceDefaults.Resilience;

public sealed class ExponentialBackoffTests
{
    [Fact]
    public void Delays_double_up_to_the_maximum_and_restart_after_a_reset()
    {
        var backoff = Create();
        foreach (var minimum in (double[])[1, 2, 4, 8, 16, 32, 60, 60, 60])
            backoff.Next().TotalSeconds.ShouldBeInRange(minimum, Math.Min(60, minimum * 1.25));
        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBeInRange(1, 1.25);
    }

    [Fact]
    public void Delays_are_jittered() =>
        Enumerable.Range(0, 50).Select(seed => Create(seed).Next()).Distinct().Count().ShouldBeGreaterThan(25);

    private static ExponentialBackoff Create(int seed = 1) => new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), new Random(seed));
}
