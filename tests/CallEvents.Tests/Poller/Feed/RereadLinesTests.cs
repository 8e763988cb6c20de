using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RereadLinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Depth_counts_from_the_start_of_the_last_completed_reread()
    {
        var run = Lines(Row(1) with { LastStart = Now.AddDays(-7) }).BeginOrResume(1, Now);
        (run.RunStart, run.WalkedTo).ShouldBe((Now, Now.AddDays(-8)));
        run.Complete().LastStart.ShouldBe(Now);
    }

    [Fact]
    public void One_that_was_interrupted_goes_on_and_keeps_its_start()
    {
        var stored = Row(1) with { RunStart = Now.AddMinutes(-30), WalkedTo = Now.AddHours(-5) };
        Lines(stored).BeginOrResume(1, Now).ShouldBe(stored);
        Lines(stored).Due(Now).ShouldBe([1]);
    }

    [Fact]
    public void A_start_in_the_future_is_one_by_a_clock_that_was_wrong()
    {
        var lines = Lines(Row(1) with { LastStart = Now.AddDays(20) });
        lines.Due(Now).ShouldBe([1]);
        (lines.BeginOrResume(1, Now).RunStart, lines.BeginOrResume(1, Now).WalkedTo).ShouldBe((Now, Now.AddDays(-1)));
    }

    [Fact]
    public void So_is_one_under_way_that_began_in_the_future_and_it_begins_again()
    {
        var lines = Lines(Row(1) with { RunStart = Now.AddDays(20), WalkedTo = Now.AddMinutes(-1) });
        lines.Due(Now).ShouldBe([1]);
        (lines.BeginOrResume(1, Now).RunStart, lines.BeginOrResume(1, Now).WalkedTo).ShouldBe((Now, Row(1).LastStart.AddDays(-1)));
    }

    [Fact]
    public void No_line_reads_what_was_created_before_the_beginning() =>
        Lines(Row(1)).BeginOrResume(2, Now).WalkedTo.ShouldBe(Now.AddDays(-3));

    [Fact]
    public void The_deepest_is_the_line_that_reaches_back_furthest_whichever_it_is()
    {
        Lines(Row(1)).OldestReread(Now).ShouldBe(Row(2).LastStart.AddDays(-7));
        Lines(Row(1) with { LastStart = Now.AddDays(-30) }).OldestReread(Now).ShouldBe(Now.AddDays(-31));
    }

    [Fact]
    public void A_line_that_is_new_in_the_schedule_begins_with_the_others()
    {
        var lines = new RereadSchedule(Schedule, [Row(0)], Workspace);
        lines.BeginOrResume(1, Now).WalkedTo.ShouldBe(Row(0).LastStart.AddDays(-1));
        new RereadSchedule(Schedule, [], Workspace).BeginOrResume(0, Now).WalkedTo.ShouldBe(Now.AddDays(-2) - (2 * Hour));
    }

    [Fact]
    public void A_line_is_due_when_its_time_has_come_since_its_last_start()
    {
        Lines(Row(1) with { LastStart = Now - Hour + TimeSpan.FromSeconds(1) }).Due(Now).ShouldBeEmpty();
        Lines(Row(1) with { LastStart = Now - Hour }).Due(Now).ShouldBe([1]);
    }

    private static readonly IReadOnlyList<RereadOptions> Schedule =
    [
        new() { Depth = 2 * Hour }, new() { Depth = 24 * Hour, Every = Hour }, new() { Depth = 7 * 24 * Hour, Every = 24 * Hour },
    ];

    private static WorkspaceRow Workspace => new()
    {
        Name = "main",
        StartFrom = Now.AddDays(-3),
        StartedAt = Now.AddDays(-2),
        Watermark = Now,
        BackfilledTo = Now.AddDays(-2),
    };

    private static RereadSchedule Lines(RereadRow row)
    {
        // The workspace is older where the depth is not to be cut off.
        var old = row.LastStart < Now.AddDays(-1);
        var workspace = Workspace;
        return new RereadSchedule(
            Schedule,
            [.. Enumerable.Range(0, 3).Select(line => line == row.Position ? row : Row(line))],
            old ? new WorkspaceRow { Name = "main", StartFrom = Now.AddDays(-90), StartedAt = Now.AddDays(-60), Watermark = Now, BackfilledTo = Now } : workspace);
    }

    private static RereadRow Row(int line) => new() { Workspace = "main", Position = line, LastStart = Now.AddMinutes(-10) };
}
