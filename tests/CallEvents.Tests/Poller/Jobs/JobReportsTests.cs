using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status;

namespace CallEvents.Tests.Poller.Jobs;

/// <summary>What is said of a job, and how its calls are stored.</summary>
public sealed class JobReportsTests
{
    private static readonly DateTimeOffset Started = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null)]
    [InlineData(25, 180)]
    [InlineData(100, null)]
    [InlineData(120, null)]
    public void The_time_left_is_said_while_there_is_something_to_read(long done, int? secondsLeft) =>
        JobReports
            .Left(Replay(JobState.Running, done), Started.AddMinutes(1))
            .ShouldBe(secondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);

    [Fact]
    public void A_window_is_read_when_it_is_walked_whatever_its_total_was()
    {
        var replay = Replay(JobState.Running, 60) with { From = Started.AddDays(-2), To = Started, WalkedTo = Started.AddDays(-1) };

        JobReports.IsRead(replay).ShouldBeFalse();
        JobReports.IsRead(replay with { WalkedTo = Started }).ShouldBeTrue();
        JobReports.Left(replay with { WalkedTo = Started }, Started.AddMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void A_job_that_waits_has_no_time_left() => JobReports.Left(Replay(JobState.Waiting, 25), Started.AddMinutes(1)).ShouldBeNull();

    [Theory]
    [InlineData("call_1", "call_2")]
    [InlineData("a\nb", @"a\nb", @"a\", @"\n", "")]
    public void Any_id_is_kept_as_it_is(params string[] ids) => CallFilter.Split(CallFilter.Join(ids)).ShouldBe(ids);

    private static JobRow Replay(JobState state, long done) =>
        new()
        {
            Workspace = "main",
            Kind = JobKind.Replay,
            State = state,
            CreatedAt = Started,
            StartedAt = Started,
            Done = done,
            Total = 100,
        };
}
