using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.TestSupport;
using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>One pass over old slices, without the polls that would find what it leaves out.</summary>
public sealed class RereadPassTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task No_old_slice_is_walked_before_a_poll_has_shown_whether_the_clock_is_right()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: 2 * Day);
        var lines = await passes.LinesAsync();
        passes.Time.Advance(TimeSpan.FromDays(3));
        using var stopping = new CancellationTokenSource();
        var pass = passes.Reread(lines).RunAsync(stopping.Token);

        // The clock is set right, and the poll ends.
        passes.Time.AdjustTime(TestLedger.Now);
        lines.CompletePoll(0);
        await UntilWalkedAsync(passes, pass);
        await StopAsync(stopping, pass);

        passes.Revont.Asked.ShouldNotBeEmpty();
        passes.Revont.Asked.ShouldAllBe(request => request.To <= TestLedger.Now);
    }

    [Fact]
    public async Task A_walk_under_which_the_clock_is_corrected_ends_at_now_and_counts_as_begun_now()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: Day);
        passes.Time.Advance(TimeSpan.FromDays(5));
        (passes.Revont.SendsDate, passes.Revont.ClockAhead) = (true, TimeSpan.FromDays(-5));

        await WalkAsync(passes);

        passes.Revont.Asked.ShouldAllBe(request => request.From < TestLedger.Now.AddHours(1));
        (await passes.Reader.RereadWindowsAsync("main", default)).ShouldAllBe(row => row.LastStart < TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task Lines_that_are_due_together_are_walked_from_where_the_deepest_begins()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: Day);

        await WalkAsync(passes);

        var asked = passes.Revont.Asked;
        (asked[0].From, asked[^1].To).ShouldBe((TestLedger.Now - (10 * Day), TestLedger.Now - Day));
        asked.Zip(asked.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
    }

    [Fact]
    public async Task A_walk_that_is_interrupted_goes_on_where_it_was()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: Day);
        using var stopping = new CancellationTokenSource();
        passes.Revont.Otherwise = async (_, _) =>
        {
            if (passes.Revont.Asked.Count == 4)
                await stopping.CancelAsync();
            return false;
        };
        await Should.ThrowAsync<OperationCanceledException>(async () => await passes.Reread(await PolledAsync(passes)).RunAsync(stopping.Token));
        passes.Revont.Otherwise = (_, _) => Task.FromResult(false);
        var before = passes.Revont.Asked.Count;

        await WalkAsync(passes);

        passes.Revont.Asked[before].From.ShouldBe(passes.Revont.Asked[3].From);
    }

    [Fact]
    public async Task It_leaves_the_part_that_every_poll_walks_to_the_next_poll()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: Day);

        (await WalkAsync(passes)).DeferredTails.ShouldBe(1);
    }

    [Fact]
    public async Task It_waits_while_too_much_is_still_to_be_told()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: Day);
        passes.Revont.Add("late_1", TestLedger.Now - (5.5 * Day));
        passes.Revont.Add("late_2", TestLedger.Now - (3.5 * Day));
        using var stopping = new CancellationTokenSource();
        var pass = passes.Reread(await PolledAsync(passes)).RunAsync(stopping.Token);

        await Eventually.Be(() =>
        {
            passes.Time.Advance(TimeSpan.FromSeconds(1));
            return passes.Due[CallEventType.CallRecorded] > 0;
        });
        passes.Revont.Asked[^1].To.ShouldBe(TestLedger.Now - (5 * Day));
        passes.Due.Add(CallEventType.CallRecorded, -1);
        await Eventually.Be(() =>
        {
            passes.Time.Advance(TimeSpan.FromSeconds(1));
            return passes.Due[CallEventType.CallRecorded] > 0;
        });
        passes.Revont.Asked[^1].To.ShouldBe(TestLedger.Now - (3 * Day));
        await StopAsync(stopping, pass);
    }

    private static async Task<RereadSchedule> PolledAsync(Passes passes)
    {
        var lines = await passes.LinesAsync();
        lines.CompletePoll(0);
        return lines;
    }

    /// <summary>Walks what is due, once.</summary>
    private static async Task<RereadSchedule> WalkAsync(Passes passes)
    {
        using var stopping = new CancellationTokenSource();
        var lines = await PolledAsync(passes);
        var pass = passes.Reread(lines).RunAsync(stopping.Token);
        await UntilWalkedAsync(passes, pass);
        await StopAsync(stopping, pass);
        return lines;
    }

    private static Task UntilWalkedAsync(Passes passes, Task pass) => Eventually.Be(async () =>
    {
        if (pass.IsFaulted)
            await pass;
        passes.Time.Advance(TimeSpan.FromSeconds(1));
        return (await passes.Reader.RereadWindowsAsync("main", default)).Where(row => row.Position > 0).All(row => row.RunStart is null && row.LastStart > TestLedger.Now.AddHours(-1));
    });

    private static async Task StopAsync(CancellationTokenSource stopping, Task pass)
    {
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pass);
    }
}
