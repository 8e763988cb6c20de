using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ClockTests
{
    [Theory]
    [InlineData(420)]
    [InlineData(-420)]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    [InlineData(-200_000)]
    [InlineData(200_000)]
    public async Task A_clock_that_differs_from_the_APIs_loses_nothing(double secondsAhead)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.ClockAhead = TimeSpan.FromSeconds(secondsAhead);
        await TellAllAsync(revont, time);
    }

    [Fact]
    public async Task Without_a_Date_the_local_clock_does()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.SendsDate = false;
        await TellAllAsync(revont, time);
    }

    [Theory]
    [InlineData(-20_000, 1)]
    [InlineData(-20_000, 4)]
    [InlineData(20_000, 1)]
    public async Task An_absurd_Date_is_survived(int daysAhead, int times)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddMinutes(-5)), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        var before = revont.Asked.Count;
        revont.Otherwise = Absurd(revont, daysAhead, times);
        await Eventually.Be(() => revont.Asked.Count >= before + times);
        revont.Add("call_1", time.GetUtcNow());
        await poller.HasToldOnceAsync("call_1");
        if (times == 1)
            await poller.HasTranscribedAsync("call_1");
        revont.Asked.Count.ShouldBeLessThan(before + 40);
        poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
    }

    [Fact]
    public async Task A_call_dated_ahead_of_now_is_told_when_its_time_comes_and_moves_no_watermark()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(10);
        revont.Add("tomorrow", at);

        // Some APIs take `to` less seriously than others.
        revont.Otherwise = async (request, context) =>
        {
            if (!request.IsPage)
                return false;
            var query = request.Query.ToDictionary();
            query["to"] = "2099-01-01T00:00:00Z";
            await ScriptedRevont.SendAsync(context, 200, revont.Page(request with { Query = query }));
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddMinutes(-5)), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        while (time.GetUtcNow() < at.AddSeconds(-30))
        {
            poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
            poller.Told.All.ShouldBeEmpty();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await poller.HasToldOnceAsync("tomorrow");
        time.GetUtcNow().ShouldBeGreaterThan(at.AddSeconds(-1));
        poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
    }

    private static Func<Asked, Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Absurd(ScriptedRevont revont, int daysAhead, int times)
    {
        var said = 0;
        return (request, context) =>
        {
            if (Interlocked.Increment(ref said) <= times)
                context.Response.Headers.Date = revont.Now.AddDays(daysAhead).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
    }

    /// <summary>Calls before the start, over the first polls, over a restart and after it, dated by the API's clock.</summary>
    private static async Task TellAllAsync(ScriptedRevont revont, TimeLapse time)
    {
        var start = revont.Now.AddMinutes(-30);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(start < time.GetUtcNow() ? start : time.GetUtcNow()));
        List<string> ids = [.. Enumerable.Range(0, 30).Select(minute => revont.Add($"old_{minute}", start.AddMinutes(minute)).Id)];
        List<string> told;
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
        {
            await ArriveAsync("live", 60);
            await poller.HasToldOnceAsync(ids);
            await poller.DisposeAsync();
            told = poller.Recorded();
        }

        await ArriveAsync("down", 20);
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await ArriveAsync("again", 40);
        await restarted.HasToldOnceAsync(ids.Except(told));
        restarted.Told.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Live);

        async Task ArriveAsync(string name, int number)
        {
            for (var index = 0; index < number; index++)
            {
                ids.Add(revont.Add($"{name}_{index}", index % 2 == 0 ? revont.Now : Slice.Floor(revont.Now)).Id);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }
    }
}
