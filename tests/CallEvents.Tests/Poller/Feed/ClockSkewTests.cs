using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ClockSkewTests
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
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.ClockAhead = TimeSpan.FromSeconds(secondsAhead);
        await RecordAllAsync(revont, time);
    }

    [Fact]
    public async Task Without_a_Date_header_the_local_clock_is_used()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.SendsDate = false;
        await RecordAllAsync(revont, time);
    }

    [Theory]
    [InlineData(-20_000, 1)]
    [InlineData(-20_000, 4)]
    [InlineData(20_000, 1)]
    public async Task An_absurd_Date_header_does_no_lasting_harm(int daysAhead, int times)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddMinutes(-5)));
        await poller.WaitUntilBackfilledAsync();
        var before = revont.Requests.Count;
        revont.Intercept = AbsurdDates(revont, daysAhead, times);
        await Eventually.Be(() => revont.Requests.Count >= before + times);
        revont.Add("call_1", time.GetUtcNow());
        await poller.WaitUntilRecordedOnceAsync("call_1");
        if (times == 1)
            await poller.WaitUntilTranscribedAsync("call_1");
        revont.Requests.Count.ShouldBeLessThan(before + 40);
        poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
    }

    [Fact]
    public async Task A_call_dated_in_the_future_is_recorded_in_time_and_moves_no_watermark()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(10);
        revont.Add("future", at);

        // An API may ignore `to`.
        revont.Intercept = async (request, context) =>
        {
            if (!request.IsPage)
                return false;
            var query = request.Query.ToDictionary();
            query["to"] = "2099-01-01T00:00:00Z";
            await ScriptedRevont.SendAsync(context, 200, revont.PageJson(request with { Query = query }));
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddMinutes(-5)));
        await poller.WaitUntilBackfilledAsync();
        while (time.GetUtcNow() < at.AddSeconds(-30))
        {
            poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());

            // Read before the time: on a busy machine the call may be due by now.
            var received = poller.Received.All;
            if (time.GetUtcNow() < at.AddSeconds(-1))
                received.ShouldBeEmpty();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await poller.WaitUntilRecordedOnceAsync("future");
        time.GetUtcNow().ShouldBeGreaterThan(at.AddSeconds(-1));
        poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
    }

    private static Func<RecordedRequest, HttpContext, Task<bool>> AbsurdDates(ScriptedRevont revont, int daysAhead, int times)
    {
        var responses = 0;
        return (request, context) =>
        {
            if (Interlocked.Increment(ref responses) <= times)
                context.Response.Headers.Date = revont.Now.AddDays(daysAhead).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
    }

    /// <summary>Records calls from before the start, the first polls, a restart and after it, all dated by the API's clock.</summary>
    private static async Task RecordAllAsync(ScriptedRevont revont, AcceleratedClock time)
    {
        var start = revont.Now.AddMinutes(-30);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(start < time.GetUtcNow() ? start : time.GetUtcNow()));
        List<string> ids = [.. Enumerable.Range(0, 30).Select(minute => revont.Add($"old_{minute}", start.AddMinutes(minute)).Id)];
        List<string> recorded;
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await AddLiveCallsAsync("live", 60);
            await poller.WaitUntilRecordedOnceAsync(ids);
            await poller.DisposeAsync();
            recorded = poller.RecordedCallIds();
        }

        await AddLiveCallsAsync("during_downtime", 20);
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await AddLiveCallsAsync("after_restart", 40);
        await restarted.WaitUntilRecordedOnceAsync(ids.Except(recorded));
        restarted.Received.Of<CallRecorded>().ShouldAllBe(message => message.Origin == Origins.Live);

        async Task AddLiveCallsAsync(string prefix, int count)
        {
            for (var index = 0; index < count; index++)
            {
                ids.Add(revont.Add($"{prefix}_{index}", index % 2 == 0 ? revont.Now : Slice.Floor(revont.Now)).Id);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }
    }
}
