using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RereadScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly IReadOnlyList<RereadOptions> Windows =
    [
        new() { Depth = 2 * Hour },
        new() { Depth = 24 * Hour, Every = Hour },
        new() { Depth = 7 * 24 * Hour, Every = 24 * Hour },
    ];

    [Fact]
    public void Depth_counts_from_the_start_of_the_last_completed_reread()
    {
        var run = ScheduleWith(Row(1) with { LastStart = Now.AddDays(-7) }).BeginOrResume(1, Now);
        (run.RunStart, run.WalkedTo).ShouldBe((Now, Now.AddDays(-8)));
        run.Complete().LastStart.ShouldBe(Now);
    }

    [Fact]
    public void An_interrupted_reread_resumes_and_keeps_its_start()
    {
        var stored = Row(1) with { RunStart = Now.AddMinutes(-30), WalkedTo = Now.AddHours(-5) };
        ScheduleWith(stored).BeginOrResume(1, Now).ShouldBe(stored with { Depth = Windows[1].Depth });
        ScheduleWith(stored).Due(Now).ShouldBe([1]);
    }

    [Fact]
    public void A_last_start_in_the_future_is_ignored()
    {
        var schedule = ScheduleWith(Row(1) with { LastStart = Now.AddDays(20) });
        schedule.Due(Now).ShouldBe([1]);
        (schedule.BeginOrResume(1, Now).RunStart, schedule.BeginOrResume(1, Now).WalkedTo).ShouldBe((Now, Now.AddDays(-1)));
    }

    [Fact]
    public void A_running_reread_that_started_in_the_future_restarts()
    {
        var schedule = ScheduleWith(Row(1) with { RunStart = Now.AddDays(20), WalkedTo = Now.AddMinutes(-1) });
        schedule.Due(Now).ShouldBe([1]);
        (schedule.BeginOrResume(1, Now).RunStart, schedule.BeginOrResume(1, Now).WalkedTo).ShouldBe((Now, Row(1).LastStart.AddDays(-1)));
    }

    [Fact]
    public void No_window_reaches_back_before_the_workspace_start() =>
        ScheduleWith(Row(1)).BeginOrResume(2, Now).WalkedTo.ShouldBe(Now.AddDays(-3));

    [Fact]
    public void The_deepest_window_is_the_one_that_reaches_back_furthest()
    {
        ScheduleWith(Row(1)).OldestReread(Now).ShouldBe(Row(2).LastStart.AddDays(-7));
        ScheduleWith(Row(1) with { LastStart = Now.AddDays(-30) }).OldestReread(Now).ShouldBe(Now.AddDays(-31));
    }

    [Fact]
    public void A_new_window_starts_with_the_others()
    {
        var schedule = new RereadSchedule(Windows, [Row(0)], Workspace);
        schedule.BeginOrResume(1, Now).WalkedTo.ShouldBe(Row(0).LastStart.AddDays(-1));
        new RereadSchedule(Windows, [], Workspace).BeginOrResume(0, Now).WalkedTo.ShouldBe(Now.AddDays(-2) - (2 * Hour));
    }

    [Fact]
    public void Progress_follows_a_window_to_its_new_position()
    {
        RereadRow[] stored = [Stored(0, 2 * Hour, daysAgo: 1), Stored(1, 24 * Hour, daysAgo: 2), Stored(2, 7 * 24 * Hour, daysAgo: 3)];
        RereadOptions[] inserted = [Windows[0], new() { Depth = 6 * Hour, Every = Hour }, Windows[1], Windows[2]];

        var schedule = new RereadSchedule(inserted, stored, OldWorkspace);

        schedule.Rows.Select(row => row.LastStart).ShouldBe([Now.AddDays(-1), Now.AddDays(-1), Now.AddDays(-2), Now.AddDays(-3)]);
        schedule.Rows.Select(row => row.Position).ShouldBe([0, 1, 2, 3]);
        schedule.IsChanged.ShouldBeTrue();
        new RereadSchedule(inserted, schedule.Rows, OldWorkspace).IsChanged.ShouldBeFalse();
    }

    [Fact]
    public void A_window_of_another_depth_starts_where_the_one_it_replaces_ended()
    {
        RereadRow[] stored = [Stored(0, 2 * Hour, daysAgo: 1), Stored(1, 24 * Hour, daysAgo: 2), Stored(2, 7 * 24 * Hour, daysAgo: 3)];
        RereadOptions[] deeper = [Windows[0], Windows[1], new() { Depth = 30 * 24 * Hour, Every = 24 * Hour }];

        var schedule = new RereadSchedule(deeper, stored, OldWorkspace);

        schedule.Rows[2].LastStart.ShouldBe(Now.AddDays(-3));
        schedule.Rows[2].Depth.ShouldBe(30 * 24 * Hour);
    }

    [Fact]
    public void Windows_stored_by_an_earlier_version_keep_their_progress()
    {
        RereadRow[] stored = [Row(0), Row(1) with { LastStart = Now.AddDays(-2) }, Row(2) with { LastStart = Now.AddDays(-3) }];

        var schedule = new RereadSchedule(Windows, stored, OldWorkspace);

        schedule.Rows.Select(row => row.LastStart).ShouldBe(stored.Select(row => row.LastStart));
        schedule.IsChanged.ShouldBeTrue("the depths are not stored yet");
    }

    [Fact]
    public void A_window_is_due_one_interval_after_its_last_start()
    {
        ScheduleWith(Row(1) with { LastStart = Now - Hour + TimeSpan.FromSeconds(1) }).Due(Now).ShouldBeEmpty();
        ScheduleWith(Row(1) with { LastStart = Now - Hour }).Due(Now).ShouldBe([1]);
    }

    private static WorkspaceProgress Workspace =>
        new(
            new WorkspaceRow
            {
                Name = "main",
                StartFrom = Now.AddDays(-3),
                StartedAt = Now.AddDays(-2),
                Watermark = Now,
                BackfilledTo = Now.AddDays(-2),
            }
        );

    private static WorkspaceProgress OldWorkspace =>
        new(
            new WorkspaceRow
            {
                Name = "main",
                StartFrom = Now.AddDays(-90),
                StartedAt = Now.AddDays(-60),
                Watermark = Now,
                BackfilledTo = Now,
            }
        );

    private static RereadSchedule ScheduleWith(RereadRow row)
    {
        // An old re-read needs a workspace that is older still: no window reaches back before the workspace start.
        var workspace = row.LastStart < Now.AddDays(-1) ? OldWorkspace : Workspace;
        return new RereadSchedule(
            Windows,
            [.. Enumerable.Range(0, 3).Select(position => position == row.Position ? row : Row(position))],
            workspace
        );
    }

    private static RereadRow Stored(int position, TimeSpan depth, int daysAgo) =>
        Row(position) with
        {
            Depth = depth,
            LastStart = Now.AddDays(-daysAgo),
        };

    private static RereadRow Row(int position) =>
        new()
        {
            Workspace = "main",
            Position = position,
            LastStart = Now.AddMinutes(-10),
        };
}
