using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;
using CallEvents.Revont.Calls;
using CallEvents.ServiceDefaults.Database;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.LedgerSpecs;

/// <summary>The report that any replica reads from the ledger; here by one that holds nothing.</summary>
public abstract class StatusReportSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private static readonly ReplicaName Standby = new("poller-2/1/b");

    [Fact]
    public async Task A_standby_reports_the_state_of_every_workspace_from_the_ledger()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await ledger.AddWorkspaceAsync("other");
        await StoreAsync(ledger, session.Lease, new HolderReport { UnroutableTypes = [CallEventType.CallRecorded], Calls = 7 });
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromList("call_2"));
        var me = new Replica(Standby.Value, ReplicaStore.Names(["main", "other"]));
        await ledger.Replicas.HeartbeatAsync(me, TimeSpan.FromMinutes(1), default);
        await ledger.Replicas.HeartbeatAsync(me with { Name = session.Lease.Holder }, TimeSpan.FromMinutes(1), default);

        var report = await ReadAsync(ledger);

        report.Workspaces.Select(workspace => workspace.Name).ShouldBe(["main", "other"]);
        var main = report.Workspaces[0];
        (main.State.Code, main.State.Sentence).ShouldBe(("noQueueBound", "no queue is bound for CallRecorded"));
        (main.Holder, main.Calls).ShouldBe((session.Lease.Holder, 7));
        (main.Backfill.Ratio, main.Backfill.IsComplete).ShouldBe((0, false));
        main.Outbox.ShouldHaveSingleItem().ShouldBe(new PendingEventsReport("CallRecorded", 2, TestLedger.Now));
        main.Lanes[0].ShouldBe(new LaneReport("live", 2, DueChecks: 2, PlannedChecks: 0));
        (main.Transcripts.Pending, main.Transcripts.Ages[0].Count).ShouldBe((2, 2));
        report.Workspaces[1].State.Code.ShouldBe("unassigned");
        report.State.ShouldBe(StateLevel.Problem);
        report
            .LatestEvents.Select(row => (row.CallId, row.Type, row.State))
            .ShouldBe([("call_2", "CallRecorded", "pending"), ("call_1", "CallRecorded", "pending")]);
        report
            .Replicas.Select(replica => (replica.IsThis, replica.Holds.Count, replica.StandsBy.Count))
            .ShouldBe([(true, 0, 2), (false, 1, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_that_the_broker_refuses_is_shown_as_parked_by_every_replica()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var retryAt = TestLedger.Now + TimeSpan.FromHours(1);
        RefusedEvent refused = new(5, "call_1", CallEventType.CallTranscribed, "timeout", TestLedger.Now, retryAt);

        await StoreAsync(ledger, session.Lease, new HolderReport { Refused = 60, RefusedEvents = [refused] });

        var parked = (await ReadAsync(ledger)).Workspaces[0].Parked;
        parked.Total.ShouldBe(60);
        parked
            .Items.ShouldHaveSingleItem()
            .ShouldBe(
                new ParkedItemReport(
                    "call_1",
                    IsCall: true,
                    "CallTranscribed: not accepted by the broker (timeout)",
                    TestLedger.Now,
                    retryAt
                )
            );
    }

    [Fact]
    public async Task What_an_earlier_holder_reported_is_not_the_state_of_the_present_one()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        var report = new HolderReport
        {
            Api = new ReportedProblem("HTTP 500", TestLedger.Now),
            Recent = new([new(RecentCounts.MinuteOf(TestLedger.Now), 3, 5)], []),
        };
        await using (var first = await ledger.StartSessionAsync(workspace))
        {
            await StoreAsync(ledger, first.Lease, report);
            (await ReadAsync(ledger)).Workspaces[0].State.Code.ShouldBe("apiUnavailable");
            await ledger.LeasesOf(new ReplicaName(first.Lease.Holder)).ReleaseAsync(first.Lease, default);
            await using var second = await ledger.StartSessionAsync(workspace);

            // Too late: the fence is another's.
            await StoreAsync(ledger, first.Lease, report with { Calls = 1 });
        }

        var main = (await ReadAsync(ledger)).Workspaces[0];
        main.States.ShouldAllBe(state => state.Code != "apiUnavailable");
        main.Calls.ShouldBe(0);
        (main.LastHour.Calls[^1], main.LastHour.Events[^1]).ShouldBe((3, 5), "what was counted stays true");
    }

    [Fact]
    public async Task A_pause_that_the_API_asked_for_is_shown_with_its_end()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());

        await session.CommitAsync(new ApiPause(TimeSpan.FromHours(1)));

        var main = (await ReadAsync(ledger)).Workspaces[0];
        main.State.Code.ShouldBe("rateLimited");
        main.ApiPausedUntil!.Value.ShouldBe(TestLedger.Now.AddHours(1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task What_is_set_aside_is_shown_with_its_error()
    {
        const int maxBytes = 2_000;
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync(), maxBytes);
        var slice = new Slice(TestLedger.Now.AddHours(-3), TestLedger.Now.AddHours(-2));

        await session.CommitAsync(
            TestLedger.Page(TestLedger.FromList("call_1")) with
            {
                Malformed = [new MalformedItem("call_9", IsCall: true, "created_at: found nothing")],
                Gaps = [new UnreadableRange(slice, "HTTP 500")],
            }
        );
        await session.CommitAsync(TestLedger.FromDetail("call_1", new string('x', maxBytes)));

        var main = (await ReadAsync(ledger, maxBytes)).Workspaces[0];
        main.Parked.Total.ShouldBe(2);
        main.Parked.Items.Select(item => (item.Key, item.Error))
            .ShouldBe([("call_9", "created_at: found nothing"), ("call_1", main.Parked.Items[1].Error)]);
        main.Parked.Items[1].Error.ShouldEndWith("bytes, expected at most Publishing:MaxBytes = 2,000");
        var gap = main.Gaps.Items.ShouldHaveSingleItem();
        (gap.From, gap.To, gap.Error).ShouldBe((slice.From, slice.To, "HTTP 500"));
    }

    [Fact]
    public async Task Jobs_that_have_not_ended_are_shown_and_the_last_that_have()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var failed = await AddJobAsync(ledger, JobKind.Retry);
        await session.CommitAsync(Step(new JobStep(failed) { State = JobState.Running }));
        await session.CommitAsync(Step(new JobStep(failed) { State = JobState.Failed, Error = "why" }));
        var waiting = await AddJobAsync(ledger, JobKind.Replay);
        var running = await AddJobAsync(ledger, JobKind.Backfill);
        await session.CommitAsync(Step(new JobStep(running) { State = JobState.Running, Total = 7_200 }));
        await session.CommitAsync(Step(new JobStep(running) { Done = 3_600, Unreadable = 1 }));

        var jobs = (await ReadAsync(ledger)).Workspaces[0].Jobs;

        jobs.Open.ShouldBe(2);
        jobs.Items.Select(job => (job.Id, job.Kind, job.State, job.Error, StatusText.Progress(job)))
            .ShouldBe([
                (running, "backfill", "running", null, "1 h of 2 h, 1 could not be read"),
                (waiting, "replay", "waiting", null, "–"),
                (failed, "retry", "failed", "why", "0 calls"),
            ]);
        await ledger.Jobs.RequestStopAsync(running, default);
        (await ReadAsync(ledger)).Workspaces[0].Jobs.Items[0].State.ShouldBe("stopping");
        (await ledger.Reader.CountsAsync("main", int.MaxValue, default)).Jobs.ShouldBe(
            new Dictionary<(JobKind, JobState), long>
            {
                [(JobKind.Backfill, JobState.Running)] = 1,
                [(JobKind.Replay, JobState.Waiting)] = 1,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Reading_the_report_reads_only_the_needed_rows()
    {
        var recorder = new QueryPlanRecorder();
        await using var ledger = await OpenAsync(recorder);
        await ledger.AddWorkspaceAsync();
        await ledger.SeedAsync();
        recorder.IsRecording = true;

        var report = await ReadAsync(ledger);
        await new CallLookup(ledger.Contexts, Clock()).FindAsync("call_100", LedgerRead.PageDeadline, default);

        (report.LatestEvents.Count, report.Workspaces[0].Transcripts.Pending).ShouldBe((20, 200));
        report.Workspaces[0].Transcripts.Ages.Select(age => age.Count).ShouldBe([0, 2, 12, 43, 58, 85]);
        report.Workspaces[0].Lanes.Select(lane => (lane.DueChecks, lane.PlannedChecks)).ShouldBe([(34, 33), (34, 33), (33, 33), (0, 0)]);
        var all = string.Join('\n', recorder.Plans);

        // The newest events are the end of the primary key: no condition, and a limit.
        recorder.FullScans.Where(plan => !plan.Contains("ORDER BY", StringComparison.Ordinal)).ShouldBeEmpty(all);
        recorder.FullScans.ShouldAllBe(plan => plan.Contains("LIMIT", StringComparison.Ordinal));
    }

    private static Task<StatusReport> ReadAsync(TestLedger ledger, int maxBytes = int.MaxValue)
    {
        var publishing = new PublishingOptions { MaxBytes = maxBytes };
        var workspaces = new WorkspaceReader(new DatabaseClock(), new PollingOptions(), publishing);
        return new StatusReader(ledger.Contexts, ledger.Replicas, workspaces, Standby, Clock()).ReadAsync(LedgerRead.PageDeadline, default);
    }

    private static Task<long> AddJobAsync(TestLedger ledger, JobKind kind) =>
        ledger.Jobs.AddAsync(
            new JobRow
            {
                Workspace = "main",
                Kind = kind,
                CreatedAt = TestLedger.Now,
                Calls = "call_1",
                Reps = "user_1",
            },
            default
        );

    private static JobProgress Step(JobStep step) => new() { Job = step };

    private static FakeTimeProvider Clock() => new(TestLedger.Now);

    private static Task StoreAsync(TestLedger ledger, Lease lease, HolderReport report) =>
        new HolderReportStore(ledger.Contexts, ledger.Gate).WriteAsync(lease, report.ToJson(), default);
}
