using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class ApiRateLimiterTests
{
    // On a busy machine a request may arrive late: those in flight, and those of one tick of the clock.
    private const int LateArrivals = 4 + 5;

    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(10, 100)]
    [InlineData(250, 2500)]
    public async Task The_request_rate_is_limited(double perSecond, int within10Seconds)
    {
        using var limiter = new ApiRateLimiter(perSecond, 1_000_000, time);
        var acquired = 0;
        var all = Enumerable.Range(0, within10Seconds * 2).Select(_ => AcquireAsync()).ToList();
        for (var step = 0; step < 1_000; step++)
            time.Advance(TimeSpan.FromMilliseconds(10));

        // A burst of a tenth of a second at the start, and one more request at the end of the last step.
        await Eventually.Be(() => acquired, number => number >= within10Seconds);
        acquired.ShouldBeInRange(within10Seconds, (int)(within10Seconds + Math.Max(1, perSecond / 10)));
        all.Count.ShouldBeGreaterThan(acquired);

        async Task AcquireAsync()
        {
            await limiter.AcquireAsync(Lane.Live, CancellationToken.None);
            Interlocked.Increment(ref acquired);
        }
    }

    [Fact]
    public async Task Concurrency_is_limited_and_a_released_permit_is_reused()
    {
        using var limiter = new ApiRateLimiter(1e9, 3, time);
        var permits = Enumerable.Range(0, 5).Select(_ => limiter.AcquireAsync(Lane.Live, CancellationToken.None)).ToList();
        await Eventually.Be(() => permits.Count(permit => permit.IsCompleted) == 3);
        permits.Skip(3).ShouldAllBe(permit => !permit.IsCompleted);

        (await permits[0]).Dispose();
        await permits[3].WaitAsync(Eventually.Patience);
        permits[4].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Live_requests_go_first()
    {
        using var limiter = new ApiRateLimiter(1e9, 1, time);
        var permit = await limiter.AcquireAsync(Lane.Live, CancellationToken.None);
        var backfill = limiter.AcquireAsync(Lane.Backfill, CancellationToken.None);
        var reread = limiter.AcquireAsync(Lane.Reread, CancellationToken.None);
        var live = limiter.AcquireAsync(Lane.Live, CancellationToken.None);

        permit.Dispose();
        permit = await live.WaitAsync(Eventually.Patience);
        (reread.IsCompleted, backfill.IsCompleted).ShouldBe((false, false));
        permit.Dispose();
        permit = await reread.WaitAsync(Eventually.Patience);
        backfill.IsCompleted.ShouldBeFalse();
        permit.Dispose();
        await backfill.WaitAsync(Eventually.Patience);
    }

    [Theory]
    [InlineData("Backfill")]
    [InlineData("Reread", "Backfill", "Replay")]
    public async Task Each_waiting_lane_gets_a_tenth_of_the_requests(params string[] names)
    {
        var lanes = names.Select(Enum.Parse<Lane>).ToList();
        using var limiter = new ApiRateLimiter(1e9, 1, time);
        var permit = await limiter.AcquireAsync(Lane.Live, CancellationToken.None);
        var served = new Dictionary<Lane, int>();
        List<(Lane Lane, Task<ApiRateLimiter.Permit> Permit)> waiting =
        [
            .. lanes.Append(Lane.Live).Select(lane => (lane, limiter.AcquireAsync(lane, CancellationToken.None))),
        ];
        for (var request = 0; request < 200; request++)
        {
            permit.Dispose();
            var acquired = await Task.WhenAny(waiting.Select(waiter => waiter.Permit)).WaitAsync(Eventually.Patience);
            var index = waiting.FindIndex(waiter => waiter.Permit == acquired);
            var lane = waiting[index].Lane;
            served[lane] = served.GetValueOrDefault(lane) + 1;
            waiting[index] = (lane, limiter.AcquireAsync(lane, CancellationToken.None));
            permit = await acquired;
        }

        lanes.ShouldAllBe(lane => served.GetValueOrDefault(lane) >= 19);
        served[Lane.Live].ShouldBeGreaterThanOrEqualTo(200 - 22 * lanes.Count);
    }

    [Fact]
    public async Task Requests_wait_for_the_end_of_a_pause_and_a_shorter_pause_changes_nothing()
    {
        using var limiter = new ApiRateLimiter(100, 8, time);
        limiter.Pause(TimeSpan.FromMinutes(10));
        limiter.Pause(TimeSpan.FromSeconds(1));
        limiter.Pause(TimeSpan.FromSeconds(-5));
        var permit = limiter.AcquireAsync(Lane.Live, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        permit.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(2));
        await permit.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_pause_also_delays_requests_that_are_already_waiting()
    {
        using var limiter = new ApiRateLimiter(1, 8, time);
        await limiter.AcquireAsync(Lane.Live, CancellationToken.None);
        var permit = limiter.AcquireAsync(Lane.Live, CancellationToken.None);
        limiter.Pause(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(29));
        permit.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        await permit.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Cancelled_waiters_take_no_permits()
    {
        using var limiter = new ApiRateLimiter(1e9, 2, TimeProvider.System);
        await Parallel.ForAsync(
            0,
            2_000,
            async (index, _) =>
            {
                using var cancellation = new CancellationTokenSource();
                var permit = limiter.AcquireAsync((Lane)(index % 4), cancellation.Token);
                if (index % 3 > 0)
                    await cancellation.CancelAsync();
                try
                {
                    (await permit).Dispose();
                }
                catch (OperationCanceledException) { }
            }
        );

        var permits = await Task.WhenAll(
                limiter.AcquireAsync(Lane.Replay, CancellationToken.None),
                limiter.AcquireAsync(Lane.Live, CancellationToken.None)
            )
            .WaitAsync(Eventually.Patience);
        permits.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_poller_keeps_within_the_concurrency_limit()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var ids = revont.AddCalls(60, revont.Now.AddMinutes(-5));
        revont.Intercept = async (_, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            return false;
        };
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Revont:MaxConcurrency"] = "4" });
        await poller.WaitUntilTranscribedAsync(ids);
        revont.MaxConcurrentRequests.ShouldBe(4);
    }

    [Fact]
    public async Task A_poller_keeps_within_the_request_rate()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var ids = revont.AddCalls(60, revont.Now.AddMinutes(-5));
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Revont:RequestsPerSecond"] = "40" });
        await poller.WaitUntilTranscribedAsync(ids);

        var times = revont.Requests.Select(request => request.At).ToList();
        (times[^1] - times[0]).TotalSeconds.ShouldBeGreaterThan((times.Count - 5) / 40d);
    }

    [Fact]
    public async Task Under_load_the_rate_holds_in_every_window_and_every_lane_progresses()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var end = time.GetUtcNow().AddSeconds(60);
        using var fixture = new GatewayFixture(revont, time, requestsPerSecond: 10, maxConcurrency: 4);
        var served = new int[4];
        await Task.WhenAll(
            Enum.GetValues<Lane>()
                .SelectMany(lane => Enumerable.Repeat(lane, 6))
                .Select(async lane =>
                {
                    while (time.GetUtcNow() < end)
                    {
                        (await fixture.ListAsync(lane)).Failure.ShouldBe(ApiFailure.None);
                        Interlocked.Increment(ref served[(int)lane]);
                    }
                })
        );

        var times = revont.Requests.Select(request => request.At).Order().ToList();
        revont.MaxConcurrentRequests.ShouldBeLessThanOrEqualTo(4);
        for (var first = 0; first < times.Count; first++)
        {
            times
                .Skip(first)
                .TakeWhile(later => later - times[first] < TimeSpan.FromSeconds(10))
                .Count()
                .ShouldBeLessThanOrEqualTo((10 * 10) + 1 + LateArrivals);
        }

        served.Skip(1).ShouldAllBe(requests => requests >= (times.Count / 10) - 6);
        served[0].ShouldBeGreaterThan(times.Count / 2);
    }
}
