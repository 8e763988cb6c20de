using System.Globalization;
using CallEvents.Contracts;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A <c>Date</c> header that is wrong for a while, from one of several nodes or a proxy, and right again.</summary>
public sealed class WrongClockTests
{
    /// <summary>Two minutes with every poll, an hour every five minutes.</summary>
    private static readonly (string Key, string Value)[] Lines =
    [
        ("Polling:Rereads:0:Depth", "00:02:00"), ("Polling:Rereads:1:Depth", "01:00:00"), ("Polling:Rereads:1:Every", "00:05:00"),
    ];

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    [InlineData(30_000)]
    [InlineData(-30_000)]
    public async Task A_Date_that_was_wrong_for_minutes_loses_nothing(int minutesAhead)
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, Lines), change: Polled.By(time));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(8));

        var (wrongFrom, wrongTo) = (time.GetUtcNow(), time.GetUtcNow().AddMinutes(4));
        revont.Otherwise = (_, context) =>
        {
            if (time.GetUtcNow() < wrongTo)
                context.Response.Headers.Date = time.GetUtcNow().AddMinutes(minutesAhead).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
        revont.Put(new ScriptedCall("at_its_beginning", wrongFrom) { Transcript = null });
        await Eventually.Be(() => time.GetUtcNow() > wrongTo);
        revont.Add("at_its_beginning", wrongFrom);
        revont.Add("in_its_midst", wrongFrom.AddMinutes(2));
        revont.Add("before_it", wrongFrom.AddMinutes(-5));
        revont.Add("after_it", revont.Now);
        await poller.HasToldOnceAsync("at_its_beginning", "in_its_midst", "before_it", "after_it");
        await poller.HasTranscribedAsync("at_its_beginning", "in_its_midst", "before_it", "after_it");
    }

    [Fact]
    public async Task A_reread_that_one_wrong_Date_began_hides_no_late_call()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, Lines), change: Polled.By(time));
        await poller.PassesAsync(time, TimeSpan.FromMinutes(12));
        var began = poller.Workspace().StartedAt;

        // The answer before a re-read is due says that it is.
        var said = 0;
        revont.Otherwise = (request, context) =>
        {
            if (Interlocked.Increment(ref said) == 1)
                context.Response.Headers.Date = time.GetUtcNow().AddMinutes(50).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(false);
        };
        await Eventually.Be(() => said > 2);
        revont.Add("late", began.AddMinutes(1));
        await poller.HasToldOnceAsync("late");
        poller.Told.Of<CallRecorded>().Single().Origin.ShouldBe(Origins.Reread);
        revont.Asked.ShouldAllBe(request => !request.IsPage || request.To < request.At.AddHours(1));
    }

    [Fact]
    public async Task Once_the_clock_is_corrected_nothing_that_is_still_to_come_is_asked_for()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(revont.Now, ("Polling:SliceLength", "01:00:00")));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await poller.IsBackfilledAsync();

        // The machine comes up three days ahead.
        time.Advance(TimeSpan.FromDays(3));
        revont.ClockAhead = TimeSpan.FromDays(-3);
        var before = revont.Asked.Count;
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        revont.Add("call_1", revont.Now);
        await restarted.HasToldOnceAsync("call_1");
        revont.Asked.Skip(before).Count(request => request.IsPage && request.From > request.At.AddDays(-3).AddMinutes(1)).ShouldBe(0);
    }
}
