using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Poller.Ledger;

namespace CallEvents.Tests.Poller.Feed;

public sealed class WalkPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_ranges_around_a_gap_are_walked_up_to_its_boundaries() => Subtract((0, 60), (20, 21)).ShouldBe([(0, 20), (21, 60)]);

    [Theory]
    [InlineData(new[] { 10, 20, 30, 40 }, new[] { 0, 10, 20, 30, 40, 60 })]
    [InlineData(new[] { 30, 40, 10, 20 }, new[] { 0, 10, 20, 30, 40, 60 })]
    [InlineData(new[] { 10, 20, 20, 30 }, new[] { 0, 10, 30, 60 })]
    [InlineData(new[] { 10, 40, 20, 30 }, new[] { 0, 10, 40, 60 })]
    [InlineData(new[] { 20, 30, 10, 40 }, new[] { 0, 10, 40, 60 })]
    [InlineData(new[] { 10, 30, 20, 40 }, new[] { 0, 10, 40, 60 })]
    [InlineData(new[] { -10, 10, 50, 70 }, new[] { 10, 50 })]
    [InlineData(new[] { -10, 0, 60, 70 }, new[] { 0, 60 })]
    [InlineData(new[] { 10, 10 }, new[] { 0, 60 })]
    [InlineData(new[] { -10, 70 }, new int[0])]
    public void Gaps_may_overlap_and_come_in_any_order(int[] gaps, int[] remaining) =>
        Subtract((0, 60), Pairs(gaps)).ShouldBe(Pairs(remaining));

    [Fact]
    public async Task Known_gaps_and_history_left_to_backfill_are_not_walked()
    {
        await using var ledger = await TestLedger.OpenAsync(LedgerFile.NewConnectionString());
        var workspace = new WorkspaceProgress(
            new WorkspaceRow
            {
                Name = "main",
                StartFrom = At(0),
                StartedAt = At(30),
                Watermark = At(60),
                BackfilledTo = At(20),
            }
        );
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Gaps.AddRange(Gap("main", 40), Gap("main", 10), Gap("other", 50));
        await context.SaveChangesAsync();
        var plan = new WalkPlan(ledger.Reader, workspace);

        Minutes(await plan.PlanAsync(At(0), At(60), default)).ShouldBe([(0, 10), (11, 20), (30, 40), (41, 60)]);
        (await plan.PlanAsync(At(60), At(60), default)).ShouldBeEmpty();

        workspace.Set(new Progress(At(60), At(30), workspace.StartFrom));
        Minutes(await plan.PlanAsync(At(0), At(60), default)).ShouldBe([(0, 10), (11, 40), (41, 60)]);
    }

    private static DateTimeOffset At(double minute) => Noon.AddMinutes(minute);

    private static GapRow Gap(string workspace, int minute) =>
        new()
        {
            Workspace = workspace,
            From = At(minute),
            To = At(minute + 1),
            OpenedAt = Noon,
            NextRetryAt = Noon,
            Error = "HTTP 500",
        };

    private static IEnumerable<(double From, double To)> Subtract(
        (double From, double To) range,
        params IEnumerable<(double From, double To)> gaps
    ) => Minutes(WalkPlan.Subtract(SliceOf(range), gaps.Select(SliceOf)));

    private static Slice SliceOf((double From, double To) minutes) => new(At(minutes.From), At(minutes.To));

    private static IEnumerable<(double From, double To)> Minutes(IEnumerable<Slice> slices) =>
        slices.Select(slice => ((slice.From - Noon).TotalMinutes, (slice.To - Noon).TotalMinutes));

    private static IEnumerable<(double From, double To)> Pairs(int[] minutes) =>
        minutes.Chunk(2).Select(pair => ((double)pair[0], (double)pair[1]));
}
