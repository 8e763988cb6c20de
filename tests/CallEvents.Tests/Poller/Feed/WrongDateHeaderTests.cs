using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A <c>Date</c> header that is temporarily wrong, as from one of several nodes or from a proxy.</summary>
public sealed class WrongDateHeaderTests
{
    /// <summary>The last two minutes with every poll, the last hour every five minutes.</summary>
    private static readonly (string Key, string Value)[] Windows =
    [
        ("Polling:Rereads:0:Depth", "00:02:00"),
        ("Polling:Rereads:1:Depth", "01:00:00"),
        ("Polling:Rereads:1:Every", "00:05:00"),
    ];

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    [InlineData(30_000)]
    [InlineData(-30_000)]
    public async Task A_Date_header_wrong_for_minutes_loses_nothing(int minutesAhead)
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, Windows));
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(8));

        var (wrongFrom, wrongTo) = (time.GetUtcNow(), time.GetUtcNow().AddMinutes(4));
        revont.Intercept = (_, context) =>
        {
            if (time.GetUtcNow() < wrongTo)
                context.Response.Headers.Date = time.GetUtcNow().AddMinutes(minutesAhead).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
        revont.Put(new ScriptedCall("at_start", wrongFrom) { Transcript = null });
        await Eventually.Be(() => time.GetUtcNow() > wrongTo);
        revont.Add("at_start", wrongFrom);
        revont.Add("in_between", wrongFrom.AddMinutes(2));
        revont.Add("before", wrongFrom.AddMinutes(-5));
        revont.Add("after", revont.Now);
        await poller.WaitUntilRecordedOnceAsync("at_start", "in_between", "before", "after");
        await poller.WaitUntilTranscribedAsync("at_start", "in_between", "before", "after");
    }

    [Fact]
    public async Task A_reread_triggered_by_one_wrong_Date_hides_no_late_call()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, Windows));
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(12));
        var began = poller.Workspace().StartedAt;

        // By the Date of one response, a re-read is due early.
        var responses = 0;
        revont.Intercept = (request, context) =>
        {
            if (Interlocked.Increment(ref responses) == 1)
                context.Response.Headers.Date = time.GetUtcNow().AddMinutes(50).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
        await Eventually.Be(() => responses > 2);
        revont.Add("late", began.AddMinutes(1));
        await poller.WaitUntilRecordedOnceAsync("late");
        poller.Received.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Reread);
        revont.Requests.ShouldAllBe(request => !request.IsPage || request.To < request.At.AddHours(1));
    }

    [Fact]
    public async Task After_a_clock_correction_no_future_slice_is_requested()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(revont.Now, ("Polling:SliceLength", "01:00:00")));
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await poller.WaitUntilBackfilledAsync();

        // The machine restarts with a clock that is three days fast.
        time.Advance(TimeSpan.FromDays(3));
        revont.ClockAhead = TimeSpan.FromDays(-3);
        var before = revont.Requests.Count;
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        revont.Add("call_1", revont.Now);
        await restarted.WaitUntilRecordedOnceAsync("call_1");
        revont.Requests.Skip(before).Count(request => request.IsPage && request.From > request.At.AddDays(-3).AddMinutes(1)).ShouldBe(0);
    }
}
