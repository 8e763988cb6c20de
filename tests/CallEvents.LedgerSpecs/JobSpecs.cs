using System.Data.Common;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

public abstract class JobSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task Jobs_are_taken_in_their_order_and_the_one_that_runs_before_all()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var first = await AddAsync(ledger, JobKind.Replay);
        var second = await AddAsync(ledger, JobKind.Backfill);
        var quick = await AddAsync(ledger, JobKind.Forget);
        await AddAsync(ledger, JobKind.Replay, workspace: "other");

        (await NextAsync(ledger)).ShouldBe((first, JobState.Waiting));
        (await NextAsync(ledger, JobKinds.Short)).ShouldBe((quick, JobState.Waiting));
        await session.CommitAsync(Step(second, JobState.Running));
        (await NextAsync(ledger)).ShouldBe((second, JobState.Running));
        await session.CommitAsync(Step(second, JobState.Done));
        (await NextAsync(ledger)).ShouldBe((first, JobState.Waiting));
    }

    [Fact]
    public async Task A_job_that_has_ended_is_changed_by_no_later_step()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var id = await AddAsync(ledger, JobKind.Observe);
        await session.CommitAsync(Step(id, JobState.Running));
        await session.CommitAsync(
            new JobProgress
            {
                Job = new JobStep(id) { Done = 3, WalkedTo = TestLedger.Now },
            }
        );
        await session.CommitAsync(
            new JobProgress
            {
                Job = new JobStep(id) { State = JobState.Failed, Error = "why" },
            }
        );

        await session.CommitAsync(new JobProgress { Job = new JobStep(id) { Done = 4 } });
        await session.CommitAsync(Step(id, JobState.Done));
        await session.CommitAsync(Step(id, JobState.Running));

        var job = (await ledger.Jobs.FindAsync(id, default))!;
        (job.State, job.Done, job.WalkedTo, job.Error, job.EndedAt).ShouldBe((JobState.Failed, 3, TestLedger.Now, "why", TestLedger.Now));
    }

    [Fact]
    public async Task A_job_that_waits_is_stopped_at_once_and_one_that_runs_is_asked_to_end()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var (waiting, running) = (await AddAsync(ledger, JobKind.Replay), await AddAsync(ledger, JobKind.Backfill));
        await session.CommitAsync(Step(running, JobState.Running));

        (await ledger.Jobs.RequestStopAsync(waiting, default)).ShouldBeTrue();
        (await ledger.Jobs.RequestStopAsync(running, default)).ShouldBeTrue();

        (await ledger.Jobs.FindAsync(waiting, default))!.State.ShouldBe(JobState.Stopped);
        (await ledger.Jobs.FindAsync(running, default))!.State.ShouldBe(JobState.Running);
        (await ledger.Jobs.IsToContinueAsync(running, default)).ShouldBeFalse();
        (await ledger.Jobs.RequestStopAsync(waiting, default)).ShouldBeFalse("it has ended");
        (await ledger.Jobs.RequestStopAsync(99, default)).ShouldBeFalse("there is none");
    }

    [Fact]
    public async Task A_holder_that_has_lost_the_lease_moves_no_job()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);
        var id = await AddAsync(ledger, JobKind.Backfill);
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.Fence, row => row.Fence + 1));

        await Should.ThrowAsync<LeaseLostException>(() => session.CommitAsync(Step(id, JobState.Running)));

        (await ledger.Jobs.FindAsync(id, default))!.State.ShouldBe(JobState.Waiting);
    }

    [Fact]
    public async Task The_reps_and_the_calls_of_a_job_are_erased_when_it_ends()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var (done, stopped) = (await AddAsync(ledger, JobKind.Replay), await AddAsync(ledger, JobKind.Replay));
        await session.CommitAsync(Step(done, JobState.Running));
        await session.CommitAsync(Step(done, JobState.Done));
        await ledger.Jobs.RequestStopAsync(stopped, default);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Jobs.Select(row => new { row.Calls, row.Reps }).Distinct().SingleAsync()).ShouldBe(
            new { Calls = (string?)null, Reps = (string?)null }
        );
    }

    [Fact]
    public async Task A_backfill_accepts_calls_before_the_start_and_moves_it_when_they_are_walked()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);
        var (before, from) = (workspace.StartFrom, workspace.StartFrom - TimeSpan.FromDays(1));
        CallObservation[] calls =
        [
            TestLedger.FromList("in", createdAt: from),
            TestLedger.FromList("before", createdAt: from.AddSeconds(-1)),
        ];

        await session.CommitAsync(TestLedger.Page(calls));
        await session.CommitAsync(TestLedger.Page(calls) with { Lane = Lane.Backfill, AcceptedFrom = from });
        session.Progress.StartFrom.ShouldBe(before);
        await session.CommitAsync(TestLedger.Page() with { StartFrom = from });

        session.Progress.StartFrom.ShouldBe(from);
        (await ledger.Reader.WorkspaceAsync("main", default))!.StartFrom.ShouldBe(from);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Outbox.Select(row => row.CallId + " " + row.Origin).ToListAsync()).ShouldBe(["in backfill"]);
    }

    [Fact]
    public async Task A_job_that_ends_while_it_is_reported_is_reported_once()
    {
        var interceptor = new AfterRead();
        await using var ledger = await OpenAsync(interceptor);
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var id = await AddAsync(ledger, JobKind.Replay);
        await session.CommitAsync(Step(id, JobState.Running));
        interceptor.Next = () => session.CommitAsync(Step(id, JobState.Done));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var report = await JobReports.ReadAsync(context, "main", TestLedger.Now, isWorking: true, default);

        report.Items.Select(job => (job.Id, job.State)).ShouldBe([(id, "done")]);
        report.Open.ShouldBe(0);
    }

    [Fact]
    public async Task A_pause_is_stored_until_it_is_ended()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());

        await session.CommitAsync(new WorkspacePause(IsPaused: true));
        (await ledger.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBe(TestLedger.Now);

        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.PausedAt, TestLedger.Now.AddHours(-3)));
        await session.CommitAsync(new WorkspacePause(IsPaused: true));
        (await ledger.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBe(TestLedger.Now.AddHours(-3), "it is paused since then");

        await session.CommitAsync(new WorkspacePause(IsPaused: false));
        (await ledger.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBeNull();
    }

    private static JobProgress Step(long id, JobState state) => new() { Job = new JobStep(id) { State = state } };

    private static async Task<(long, JobState)> NextAsync(TestLedger ledger, IReadOnlyCollection<JobKind>? kinds = null)
    {
        var next = (await ledger.Jobs.NextAsync("main", kinds ?? JobKinds.Long, default))!;
        return (next.Id, next.State);
    }

    private static Task<long> AddAsync(TestLedger ledger, JobKind kind, string workspace = "main") =>
        ledger.Jobs.AddAsync(
            new JobRow
            {
                Workspace = workspace,
                Kind = kind,
                CreatedAt = TestLedger.Now,
                Calls = "call_1",
                Reps = "user_1",
            },
            default
        );

    /// <summary>Does something once, after the next query has been read.</summary>
    private sealed class AfterRead : DbCommandInterceptor
    {
        public Func<Task>? Next { get; set; }

        public override async ValueTask<InterceptionResult> DataReaderClosingAsync(
            DbCommand command,
            DataReaderClosingEventData eventData,
            InterceptionResult result
        )
        {
            if (Next is { } next && command.CommandText.Contains("jobs", StringComparison.Ordinal))
            {
                Next = null;
                await next();
            }

            return result;
        }
    }
}
