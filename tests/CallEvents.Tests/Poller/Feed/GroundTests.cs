using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Poller.Ledger;
using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Feed;

public sealed class GroundTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_around_a_hole_is_walked_up_to_its_very_border() =>
        Without((0, 60), (20, 21)).ShouldBe([(0, 20), (21, 60)]);

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
    public void Holes_come_in_any_order_and_lie_over_each_other(int[] holes, int[] left) =>
        Without((0, 60), Pairs(holes)).ShouldBe(Pairs(left));

    [Fact]
    public async Task Neither_known_gaps_nor_the_history_that_backfill_has_yet_to_come_to_are_walked()
    {
        await using var ledger = await TestLedger.OpenAsync(LedgerFile.NewConnectionString());
        var workspace = new WorkspaceRow
        {
            Name = "main",
            StartFrom = At(0),
            StartedAt = At(30),
            Watermark = At(60),
            BackfilledTo = At(20),
        };
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Gaps.AddRange(Gap("main", 40), Gap("main", 10), Gap("other", 50));
        await context.SaveChangesAsync();
        var ground = new WalkPlan(ledger.Reader, workspace);

        Minutes(await ground.PlanAsync(At(0), At(60), default)).ShouldBe([(0, 10), (11, 20), (30, 40), (41, 60)]);
        (await ground.PlanAsync(At(60), At(60), default)).ShouldBeEmpty();

        workspace.BackfilledTo = At(30);
        Minutes(await ground.PlanAsync(At(0), At(60), default)).ShouldBe([(0, 10), (11, 40), (41, 60)]);
    }

    private static DateTimeOffset At(double minute) => Noon.AddMinutes(minute);

    private static GapRow Gap(string workspace, int minute) =>
        new() { Workspace = workspace, From = At(minute), To = At(minute + 1), OpenedAt = Noon, NextRetryAt = Noon, Error = "status 500" };

    private static IEnumerable<(double From, double To)> Without((double From, double To) whole, params IEnumerable<(double From, double To)> holes) =>
        Minutes(WalkPlan.Subtract(Of(whole), holes.Select(Of)));

    private static Slice Of((double From, double To) minutes) => new(At(minutes.From), At(minutes.To));

    private static IEnumerable<(double From, double To)> Minutes(IEnumerable<Slice> slices) =>
        slices.Select(slice => ((slice.From - Noon).TotalMinutes, (slice.To - Noon).TotalMinutes));

    private static IEnumerable<(double From, double To)> Pairs(int[] minutes) => minutes.Chunk(2).Select(pair => ((double)pair[0], (double)pair[1]));
}
