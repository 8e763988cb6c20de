using System.Diagnostics.Metrics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.HubSpot;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotLimiterTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HubSpotLimiter limiter;

    public HubSpotLimiterTests() =>
        limiter = new HubSpotLimiter(
            Options.Create(new CrmOptions { RequestsPerSecond = 1_000 }),
            new CrmRequestMetrics(services.GetRequiredService<IMeterFactory>()),
            time
        );

    [Fact]
    public async Task Below_a_tenth_of_the_limit_the_interval_is_waited_out()
    {
        Observe(("Max", "100"), ("Remaining", "9"), ("Interval-Milliseconds", "10000"));
        var wait = limiter.WaitAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(9.9));
        wait.IsCompleted.ShouldBeFalse();
        // The wait may begin at any time: the clock goes on until it has ended.
        await Eventually.Be(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            return wait.IsCompletedSuccessfully;
        });
    }

    [Theory]
    [InlineData("100", "10")]
    [InlineData("100", "x")]
    [InlineData("", "1")]
    public async Task Otherwise_there_is_no_pause(string max, string remaining)
    {
        Observe(("Max", max), ("Remaining", remaining), ("Interval-Milliseconds", "10000"));
        await limiter.WaitAsync(CancellationToken.None).WaitAsync(Eventually.Patience);
    }

    [Fact]
    public void What_is_left_of_the_day_is_known_after_an_answer()
    {
        limiter.DailyRemaining.ShouldBeNull();
        Observe(("Daily-Remaining", "249123"));
        limiter.DailyRemaining.ShouldBe(249_123);
    }

    public void Dispose()
    {
        limiter.Dispose();
        services.Dispose();
    }

    private void Observe(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation($"X-HubSpot-RateLimit-{name}", value);
        limiter.Observe(response.Headers);
    }
}
