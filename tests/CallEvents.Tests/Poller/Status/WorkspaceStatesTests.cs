using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Tests.Poller.Status;

public sealed class WorkspaceStatesTests
{
    private static readonly DateTimeOffset Now = TestLedger.Now;

    private static readonly HolderReport Healthy = new() { ProgressAt = Now.AddSeconds(-12) };

    private static readonly WorkspaceFacts UpToDate = new()
    {
        Name = "main",
        Now = Now,
        Holder = "poller-1",
        StartFrom = Now.AddDays(-10),
        StartedAt = Now.AddDays(-1),
        Watermark = Now.AddSeconds(-12),
        BackfilledTo = Now.AddDays(-1),
        Report = Healthy,
        PollInterval = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public void Up_to_date() => ShouldBe(UpToDate, StateLevel.Ok, "upToDate", "up to date 12 s ago");

    [Theory]
    [InlineData(2, StateLevel.Waiting, "unassigned since 11:59:58Z: no replica works on it")]
    [InlineData(180, StateLevel.Problem, "unassigned since 11:57:00Z: no replica works on it")]
    public void Unassigned(int seconds, StateLevel level, string sentence) =>
        ShouldBe(UpToDate with { Holder = null, FreeFor = TimeSpan.FromSeconds(seconds) }, level, "unassigned", sentence);

    [Fact]
    public void Paused() =>
        ShouldBe(
            Behind(TimeSpan.FromHours(3)) with
            {
                PausedAt = Now.AddHours(-3),
            },
            StateLevel.Waiting,
            "paused",
            "paused since 09:00:00Z by an operator: the command resume ends it"
        );

    [Theory]
    [InlineData(2, "paused")]
    [InlineData(180, "unassigned", "paused")]
    public void A_paused_workspace_needs_a_replica_too(int seconds, params string[] codes) =>
        WorkspaceStates
            .Of(UpToDate with { Holder = null, FreeFor = TimeSpan.FromSeconds(seconds), PausedAt = Now.AddHours(-3) })
            .Select(state => state.Code)
            .ShouldBe(codes);

    [Fact]
    public void A_problem_comes_before_what_ends_by_itself() =>
        WorkspaceStates
            .Of(
                UpToDate with
                {
                    RemainingPause = TimeSpan.FromMinutes(5),
                    Report = Healthy with { Broker = Problem("the broker is unreachable: Connection refused") },
                }
            )
            .Select(state => state.Code)
            .ShouldBe(["brokerUnreachable", "rateLimited", "upToDate"]);

    [Fact]
    public void Rate_limited() =>
        ShouldBe(
            UpToDate with
            {
                RemainingPause = TimeSpan.FromMinutes(5),
            },
            StateLevel.Waiting,
            "rateLimited",
            "waiting until 12:05:00Z: rate limited by the API"
        );

    [Fact]
    public void Key_refused() =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with { Api = Problem("HTTP 401: check the key"), IsKeyRejected = true },
            },
            StateLevel.Problem,
            "keyRefused",
            "key refused since 11:55:00Z: HTTP 401: check the key"
        );

    [Fact]
    public void Api_unavailable() =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with { Api = Problem("HTTP 500") },
            },
            StateLevel.Problem,
            "apiUnavailable",
            "Revont API unavailable since 11:55:00Z: HTTP 500"
        );

    [Theory]
    [InlineData("the broker is unreachable: refused", "cannot publish: broker unreachable since 11:55:00Z: refused")]
    [InlineData("the broker rejects the credentials", "cannot publish since 11:55:00Z: the broker rejects the credentials")]
    public void Broker_unreachable(string error, string sentence) =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with { Broker = Problem(error), Publishing = Problem("timeout") },
            },
            StateLevel.Problem,
            "brokerUnreachable",
            sentence
        );

    [Fact]
    public void Publishing_fails_although_the_broker_is_connected() =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with { Publishing = Problem("timeout") },
            },
            StateLevel.Problem,
            "publishingFails",
            "cannot publish since 11:55:00Z: timeout"
        );

    [Fact]
    public void No_queue_bound() =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with { UnroutableTypes = [CallEventType.CallTranscribed, CallEventType.CallRecorded] },
            },
            StateLevel.Problem,
            "noQueueBound",
            "no queue is bound for CallRecorded, CallTranscribed"
        );

    [Fact]
    public void An_expected_queue_is_not_bound() =>
        ShouldBe(
            UpToDate with
            {
                Report = Healthy with
                {
                    UnboundQueues = [new("billing", CallEventType.CallTranscribed), new("billing", CallEventType.CallRecorded)],
                },
            },
            StateLevel.Problem,
            "queueNotBound",
            "queue billing is not bound for CallRecorded, CallTranscribed"
        );

    [Fact]
    public void Starting() =>
        ShouldBe(
            Behind(TimeSpan.FromHours(3)) with
            {
                Report = null,
            },
            StateLevel.Working,
            "starting",
            "starting: no poll has completed yet, 3 h behind"
        );

    [Fact]
    public void Catching_up() => ShouldBe(Behind(TimeSpan.FromHours(3)), StateLevel.Working, "catchingUp", "catching up: 3 h behind");

    [Fact]
    public void Poll_behind() =>
        ShouldBe(
            Behind(TimeSpan.FromMinutes(12)) with
            {
                Report = Healthy with { ProgressAt = Now.AddMinutes(-11) },
            },
            StateLevel.Problem,
            "pollBehind",
            "poll behind: no progress since 11:49:00Z, up to date until 11:48:00Z"
        );

    [Theory]
    [InlineData(4.5, null, "backfill 50 %; live calls up to date 12 s ago")]
    [InlineData(4.5, 4.5, "backfill 50 %; live calls up to date 12 s ago")]
    [InlineData(7.0, 9.0, "backfill 22 %, about 35 min left; live calls up to date 12 s ago")]
    public void Backfill_with_the_time_left(double daysLeft, double? daysLeftTenMinutesAgo, string sentence)
    {
        var start = daysLeftTenMinutesAgo is { } days ? new BackfillStart(Now.AddMinutes(-10), UpToDate.StartedAt.AddDays(-days)) : null;
        ShouldBe(
            UpToDate with
            {
                BackfilledTo = UpToDate.StartedAt.AddDays(-daysLeft),
                Report = Healthy with { Backfill = start },
            },
            StateLevel.Working,
            "backfilling",
            sentence
        );
    }

    [Fact]
    public void Everything_is_said_the_most_important_first()
    {
        var troubled = Behind(TimeSpan.FromHours(1)) with
        {
            RemainingPause = TimeSpan.FromSeconds(5),
            Report = Healthy with { Broker = Problem("timeout"), UnroutableTypes = [CallEventType.CallRecorded] },
        };

        var states = WorkspaceStates.Of(troubled);

        states.Select(state => state.Code).ShouldBe(["brokerUnreachable", "noQueueBound", "rateLimited", "behind"]);
        states[^1].Level.ShouldBe(StateLevel.Working, "the API's limit is the reason, and it is said already");
        WorkspaceStates.Worst(states).ShouldBe(StateLevel.Problem);
    }

    private static WorkspaceFacts Behind(TimeSpan lag) => UpToDate with { Watermark = Now - lag };

    private static ReportedProblem Problem(string error) => new(error, Now.AddMinutes(-5));

    private static void ShouldBe(WorkspaceFacts facts, StateLevel level, string code, string sentence)
    {
        var state = WorkspaceStates.Of(facts)[0];
        (state.Level, state.Code, state.Sentence).ShouldBe((level, code, sentence));
    }
}
