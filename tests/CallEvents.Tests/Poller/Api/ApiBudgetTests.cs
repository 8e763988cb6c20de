using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class ApiBudgetTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(10, 100)]
    [InlineData(250, 2500)]
    public async Task No_more_go_in_than_so_many_a_second(double perSecond, int within10Seconds)
    {
        using var budget = new ApiRateLimiter(perSecond, 1_000_000, time);
        var entered = 0;
        var all = Enumerable.Range(0, within10Seconds * 2).Select(_ => EnterAsync()).ToList();
        for (var step = 0; step < 1_000; step++)
            time.Advance(TimeSpan.FromMilliseconds(10));

        // A tenth of a second's worth at the start, and one by the end of the last step.
        await Eventually.Be(() => entered, number => number >= within10Seconds);
        entered.ShouldBeInRange(within10Seconds, (int)(within10Seconds + Math.Max(1, perSecond / 10)));
        all.Count.ShouldBeGreaterThan(entered);

        async Task EnterAsync()
        {
            await budget.AcquireAsync(Lane.Live, CancellationToken.None);
            Interlocked.Increment(ref entered);
        }
    }

    [Fact]
    public async Task No_more_are_in_at_once_than_allowed_and_a_place_given_back_is_taken()
    {
        using var budget = new ApiRateLimiter(1e9, 3, time);
        var turns = Enumerable.Range(0, 5).Select(_ => budget.AcquireAsync(Lane.Live, CancellationToken.None)).ToList();
        await Eventually.Be(() => turns.Count(turn => turn.IsCompleted) == 3);
        turns.Skip(3).ShouldAllBe(turn => !turn.IsCompleted);

        (await turns[0]).Dispose();
        await turns[3].WaitAsync(TimeSpan.FromSeconds(5));
        turns[4].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Live_goes_first()
    {
        using var budget = new ApiRateLimiter(1e9, 1, time);
        var place = await budget.AcquireAsync(Lane.Live, CancellationToken.None);
        var backfill = budget.AcquireAsync(Lane.Backfill, CancellationToken.None);
        var reread = budget.AcquireAsync(Lane.Reread, CancellationToken.None);
        var live = budget.AcquireAsync(Lane.Live, CancellationToken.None);

        place.Dispose();
        place = await live.WaitAsync(TimeSpan.FromSeconds(5));
        (reread.IsCompleted, backfill.IsCompleted).ShouldBe((false, false));
        place.Dispose();
        place = await reread.WaitAsync(TimeSpan.FromSeconds(5));
        backfill.IsCompleted.ShouldBeFalse();
        place.Dispose();
        await backfill.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("Backfill")]
    [InlineData("Reread", "Backfill", "Replay")]
    public async Task Each_lane_with_work_gets_a_tenth(params string[] names)
    {
        var lanes = names.Select(Enum.Parse<Lane>).ToList();
        using var budget = new ApiRateLimiter(1e9, 1, time);
        var place = await budget.AcquireAsync(Lane.Live, CancellationToken.None);
        var served = new Dictionary<Lane, int>();
        List<(Lane Lane, Task<ApiRateLimiter.Permit> Turn)> waiting = [.. lanes.Append(Lane.Live).Select(lane => (lane, budget.AcquireAsync(lane, CancellationToken.None)))];
        for (var request = 0; request < 200; request++)
        {
            place.Dispose();
            var turn = await Task.WhenAny(waiting.Select(one => one.Turn)).WaitAsync(TimeSpan.FromSeconds(5));
            var index = waiting.FindIndex(one => one.Turn == turn);
            var lane = waiting[index].Lane;
            served[lane] = served.GetValueOrDefault(lane) + 1;
            waiting[index] = (lane, budget.AcquireAsync(lane, CancellationToken.None));
            place = await turn;
        }

        lanes.ShouldAllBe(lane => served.GetValueOrDefault(lane) >= 19);
        served[Lane.Live].ShouldBeGreaterThanOrEqualTo(200 - 22 * lanes.Count);
    }

    [Fact]
    public async Task Nobody_goes_in_before_the_pause_is_over_and_a_shorter_one_changes_nothing()
    {
        using var budget = new ApiRateLimiter(100, 8, time);
        budget.Pause(TimeSpan.FromMinutes(10));
        budget.Pause(TimeSpan.FromSeconds(1));
        budget.Pause(TimeSpan.FromSeconds(-5));
        var turn = budget.AcquireAsync(Lane.Live, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        turn.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(2));
        await turn.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_pause_that_begins_while_others_wait_holds_for_them_too()
    {
        using var budget = new ApiRateLimiter(1, 8, time);
        await budget.AcquireAsync(Lane.Live, CancellationToken.None);
        var turn = budget.AcquireAsync(Lane.Live, CancellationToken.None);
        budget.Pause(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(29));
        turn.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        await turn.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Those_who_give_up_waiting_take_no_place_with_them()
    {
        using var budget = new ApiRateLimiter(1e9, 2, TimeProvider.System);
        await Parallel.ForAsync(0, 2_000, async (index, _) =>
        {
            using var impatient = new CancellationTokenSource();
            var turn = budget.AcquireAsync((Lane)(index % 4), impatient.Token);
            if (index % 3 > 0)
                await impatient.CancelAsync();
            try
            {
                (await turn).Dispose();
            }
            catch (OperationCanceledException)
            {
            }
        });

        var places = await Task.WhenAll(budget.AcquireAsync(Lane.Replay, CancellationToken.None), budget.AcquireAsync(Lane.Live, CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(5));
        places.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Over_the_wire_no_more_are_under_way_than_allowed()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var ids = AddCalls(revont, 60);
        revont.Otherwise = async (_, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            return false;
        };
        await using var poller = await revont.PollAsync(settings: new() { ["Revont:MaxConcurrency"] = "4" });
        await poller.HasTranscribedAsync(ids);
        revont.MostAtOnce.ShouldBe(4);
    }

    [Fact]
    public async Task Over_the_wire_no_more_go_out_in_a_second_than_allowed()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var ids = AddCalls(revont, 60);
        await using var poller = await revont.PollAsync(settings: new() { ["Revont:RequestsPerSecond"] = "40" });
        await poller.HasTranscribedAsync(ids);

        var times = revont.Asked.Select(request => request.At).ToList();
        (times[^1] - times[0]).TotalSeconds.ShouldBeGreaterThan((times.Count - 5) / 40d);
    }

    [Fact]
    public async Task Over_the_wire_no_second_sees_more_than_the_rate_and_a_tenth_and_each_lane_goes_on()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ended = time.GetUtcNow().AddSeconds(60);
        using var asking = new Asking(revont, time, perSecond: 10, atOnce: 4);
        var served = new int[4];
        await Task.WhenAll(Enum.GetValues<Lane>().SelectMany(lane => Enumerable.Repeat(lane, 6)).Select(async lane =>
        {
            while (time.GetUtcNow() < ended)
            {
                (await asking.ListAsync(lane)).Failure.ShouldBe(ApiFailure.None);
                Interlocked.Increment(ref served[(int)lane]);
            }
        }));

        var times = revont.Asked.Select(request => request.At).Order().ToList();
        revont.MostAtOnce.ShouldBeLessThanOrEqualTo(4);
        for (var first = 0; first < times.Count; first++)
            (times.Skip(first).TakeWhile(later => later - times[first] < TimeSpan.FromSeconds(10)).Count()).ShouldBeLessThanOrEqualTo((10 * 10) + 1 + Slack);
        served.Skip(1).ShouldAllBe(requests => requests >= (times.Count / 10) - 6);
        served[0].ShouldBeGreaterThan(times.Count / 2);
    }

    // What was let in may come in late, when the machine is busy: what is under way at once, and a tick of the clock.
    private const int Slack = 4 + 5;

    private static List<string> AddCalls(ScriptedRevont revont, int number) =>
        [.. Enumerable.Range(0, number).Select(index => revont.Add($"call_{index:d3}", revont.Now.AddMinutes(-5).AddSeconds(index)).Id)];
}
