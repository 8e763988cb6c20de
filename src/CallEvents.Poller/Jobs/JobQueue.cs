using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Works on the jobs of a workspace, one after the other in the order of their ids. A job that a killed holder has begun is resumed first.
/// </summary>
internal sealed partial class JobQueue(
    JobStore jobs,
    IEnumerable<IJobRunner> runners,
    LedgerWriter ledger,
    WorkspaceProgress workspace,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<JobQueue> logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<JobKind, IJobRunner> runners = runners.ToDictionary(runner => runner.Kind);

    /// <summary>Runs until stopped.</summary>
    /// <param name="kinds">The kinds to work on.</param>
    /// <param name="stopping">Stops it; the job stays running, and is resumed by the next holder.</param>
    public async Task RunAsync(IReadOnlyCollection<JobKind> kinds, CancellationToken stopping)
    {
        while (true)
        {
            if (await jobs.NextAsync(workspace.Name, kinds, stopping) is { } job)
            {
                await RunAsync(job, stopping);
                continue;
            }

            Heartbeat.Beat(Interval);
            await Task.Delay(Interval, time, stopping);
        }
    }

    private async Task RunAsync(JobRow job, CancellationToken stopping)
    {
        if (job.State == JobState.Waiting)
            await StepAsync(new JobStep(job.Id) { State = JobState.Running });
        Log.JobBegun(logger, job.Id, job.Kind, job.Workspace, job.State == JobState.Waiting ? "started" : "resumed");

        await StepAsync(job.StopRequested ? Stopped(job) : await TryRunAsync(job, stopping));
        if (await jobs.FindAsync(job.Id, CancellationToken.None) is { } ended)
            Report(ended);
    }

    /// <returns>How it has ended.</returns>
    private async Task<JobStep> TryRunAsync(JobRow job, CancellationToken stopping)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watch = WatchAsync(job.Id, work);
        try
        {
            await runners[job.Kind].RunAsync(job, work.Token);
            return new JobStep(job.Id) { State = JobState.Done };
        }
        catch (JobFailedException failure)
        {
            return new JobStep(job.Id) { State = JobState.Failed, Error = failure.Message };
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return Stopped(job);
        }
        finally
        {
            // Not CancelAsync, which runs the callbacks on the thread pool: a simulation decides when each step runs.
            work.Cancel();
            await watch;
        }
    }

    /// <summary>Cancels the work when an operator has stopped the job, or it has failed elsewhere.</summary>
    private async Task WatchAsync(long id, CancellationTokenSource work)
    {
        try
        {
            while (await jobs.IsToContinueAsync(id, work.Token))
                await Task.Delay(Interval, time, work.Token);
            work.Cancel();
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // The work has ended.
        }
        catch (Exception) when (!work.IsCancellationRequested)
        {
            // The database does not answer: the work notices that too, is run again, and is watched again.
            work.Cancel();
            throw;
        }
    }

    private Task StepAsync(JobStep step) => ledger.CommitAsync(new JobProgress { Job = step }, CancellationToken.None);

    private static JobStep Stopped(JobRow job) => new(job.Id) { State = JobState.Stopped };

    private void Report(JobRow job)
    {
        metrics.JobEnded(job.Workspace, job.Kind.ToString(), job.State.ToString());
        if (job.State == JobState.Failed)
            Log.JobFailed(logger, job.Id, job.Kind, job.Workspace, job.Error ?? "");
        else
            Log.JobEnded(logger, job.Id, job.Kind, job.Workspace, job.State, job.Done, job.Events, job.Unreadable);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2601, Level = LogLevel.Information, Message = "Job {Job} ({Kind}) of workspace {Workspace} is {State}")]
        public static partial void JobBegun(ILogger logger, long job, JobKind kind, string workspace, string state);

        [LoggerMessage(
            EventId = 2602,
            Level = LogLevel.Information,
            Message = "Job {Job} ({Kind}) of workspace {Workspace} has ended: {State}. "
                + "Done: {Done}, events: {Events}, unreadable: {Unreadable}"
        )]
        public static partial void JobEnded(
            ILogger logger,
            long job,
            JobKind kind,
            string workspace,
            JobState state,
            long done,
            long events,
            long unreadable
        );

        [LoggerMessage(
            EventId = 2603,
            Level = LogLevel.Warning,
            Message = "Job {Job} ({Kind}) of workspace {Workspace} has failed: {Problem}"
        )]
        public static partial void JobFailed(ILogger logger, long job, JobKind kind, string workspace, string problem);
    }
}
