using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A single re-read of old slices, without the polls that would find what it misses.</summary>
public sealed class RereadPassTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task No_old_slice_is_walked_before_a_poll_has_verified_the_clock()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: 2 * Day);
        var schedule = await fixture.LoadScheduleAsync();
        fixture.Time.Advance(TimeSpan.FromDays(3));
        using var stopping = new CancellationTokenSource();
        var pass = fixture.RunRereadsAsync(schedule, stopping.Token);

        // The clock is corrected, and the poll completes.
        fixture.Time.AdjustTime(TestLedger.Now);
        schedule.CompletePoll(0);
        await AdvanceUntilWalkedAsync(fixture, pass);
        await StopAsync(stopping, pass);

        fixture.Revont.Requests.ShouldNotBeEmpty();
        fixture.Revont.Requests.ShouldAllBe(request => request.To <= TestLedger.Now);
    }

    [Fact]
    public async Task A_window_runs_for_the_first_time_however_often_the_poller_restarts()
    {
        await using var fixture = await PassFixture.CreateAsync();
        for (var restart = 0; restart < 3; restart++)
        {
            await fixture.RunPollAsync();
            fixture.Time.Advance(TimeSpan.FromMinutes(25));
        }

        var schedule = await fixture.LoadScheduleAsync();
        schedule.Due(fixture.Time.GetUtcNow()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_walk_during_a_clock_correction_ends_at_the_corrected_time()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: Day);
        fixture.Time.Advance(TimeSpan.FromDays(5));
        (fixture.Revont.SendsDate, fixture.Revont.ClockAhead) = (true, TimeSpan.FromDays(-5));

        await WalkAsync(fixture);

        fixture.Revont.Requests.ShouldAllBe(request => request.From < TestLedger.Now.AddHours(1));
        (await fixture.Reader.RereadWindowsAsync("main", default)).ShouldAllBe(row => row.LastStart < TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task Windows_due_together_are_walked_from_the_deepest_start()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: Day);

        await WalkAsync(fixture);

        var requests = fixture.Revont.Requests;
        (requests[0].From, requests[^1].To).ShouldBe((TestLedger.Now - (10 * Day), TestLedger.Now - Day));
        requests.Zip(requests.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
    }

    [Fact]
    public async Task An_interrupted_walk_resumes_at_its_slice()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: Day);
        using var stopping = new CancellationTokenSource();
        fixture.Revont.Intercept = async (_, _) =>
        {
            if (fixture.Revont.Requests.Count == 4)
                await stopping.CancelAsync();
            return false;
        };
        var schedule = await LoadPolledScheduleAsync(fixture);
        await Should.ThrowAsync<OperationCanceledException>(() => fixture.RunRereadsAsync(schedule, stopping.Token));
        fixture.Revont.StopIntercepting();
        var before = fixture.Revont.Requests.Count;

        await WalkAsync(fixture);

        fixture.Revont.Requests[before].From.ShouldBe(fixture.Revont.Requests[3].From);
    }

    [Fact]
    public async Task The_part_that_every_poll_reads_is_left_to_the_next_poll()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: Day);

        (await WalkAsync(fixture)).DeferredTails.ShouldBe(1);
    }

    [Fact]
    public async Task A_reread_waits_while_the_outbox_is_full()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: Day);
        fixture.Revont.Add("late_1", TestLedger.Now - (5.5 * Day));
        fixture.Revont.Add("late_2", TestLedger.Now - (3.5 * Day));
        using var stopping = new CancellationTokenSource();
        var pass = fixture.RunRereadsAsync(await LoadPolledScheduleAsync(fixture), stopping.Token);

        await Eventually.Be(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return fixture.OutboxPending[CallEventType.CallRecorded] > 0;
        });
        fixture.Revont.Requests[^1].To.ShouldBe(TestLedger.Now - (5 * Day));
        fixture.OutboxPending.Add(CallEventType.CallRecorded, -1);
        await Eventually.Be(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return fixture.OutboxPending[CallEventType.CallRecorded] > 0;
        });
        fixture.Revont.Requests[^1].To.ShouldBe(TestLedger.Now - (3 * Day));
        await StopAsync(stopping, pass);
    }

    private static async Task<RereadSchedule> LoadPolledScheduleAsync(PassFixture fixture)
    {
        var schedule = await fixture.LoadScheduleAsync();
        schedule.CompletePoll(0);
        return schedule;
    }

    /// <summary>Walks the due windows once.</summary>
    private static async Task<RereadSchedule> WalkAsync(PassFixture fixture)
    {
        using var stopping = new CancellationTokenSource();
        var schedule = await LoadPolledScheduleAsync(fixture);
        var pass = fixture.RunRereadsAsync(schedule, stopping.Token);
        await AdvanceUntilWalkedAsync(fixture, pass);
        await StopAsync(stopping, pass);
        return schedule;
    }

    private static Task AdvanceUntilWalkedAsync(PassFixture fixture, Task pass) =>
        Eventually.Be(async () =>
        {
            if (pass.IsFaulted)
                await pass;
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return (await fixture.Reader.RereadWindowsAsync("main", default))
                .Where(row => row.Position > 0)
                .All(row => row.RunStart is null && row.LastStart > TestLedger.Now.AddHours(-1));
        });

    private static async Task StopAsync(CancellationTokenSource stopping, Task pass)
    {
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pass);
    }
}
