using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Writes a job, and shows its progress until it ends. Ctrl-C ends the command, never the job.</summary>
internal sealed class JobFollower(CommandContext context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly JobStore jobs = context.Get<JobStore>();
    private readonly LedgerReader reader = context.Get<LedgerReader>();
    private readonly TimeProvider time = context.Get<TimeProvider>();

    public static Option<bool> Detach() => new("--detach") { Description = "Do not wait for the end of the job." };

    /// <summary>The workspace in the ledger: the only configured one, or the one that is named.</summary>
    public Task<WorkspaceRow> WorkspaceAsync(string? named) => context.RequireWorkspaceAsync(context.SingleWorkspace(named));

    /// <summary>The time at which a job is written.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<CommandReport> AddAsync(JobRow job, bool isDetached)
    {
        var id = await jobs.AddAsync(job, context.Stopping);
        return await ShowAsync(id, isDetached);
    }

    /// <summary>Shows the progress of a job until it ends, or only how far it has come.</summary>
    public Task<JobReport> ShowAsync(long id, bool isDetached) => isDetached ? ReportAsync(id) : FollowAsync(id);

    /// <exception cref="CommandFailedException">There is no such job.</exception>
    public async Task<JobRow> FindAsync(long id, JobKind? kind = null) =>
        await jobs.FindAsync(id, CancellationToken.None) is { } job && (kind is null || job.Kind == kind)
            ? job
            : throw new CommandFailedException($"There is no {kind?.ToString().ToLowerInvariant() ?? "job"} {id}: see `jobs`");

    private async Task<JobReport> FollowAsync(long id)
    {
        if (await context.Progress.RunWithBarAsync(time, show => WaitForEndAsync(id, show)))
            return await ReportAsync(id);
        context.Progress.Say($"Job {id} goes on: `jobs {id}` shows its progress, `jobs stop {id}` ends it");
        return await ReportAsync(id) with { IsLeft = true };
    }

    /// <returns>Whether the job has ended; false when the command is left before.</returns>
    private async Task<bool> WaitForEndAsync(long id, Action<string, double?> show)
    {
        while (await FindAsync(id) is { State: JobState.Waiting or JobState.Running } job)
        {
            var line = JobProgressText.Describe(job, JobReports.Left(job, Now)) + await WaitsForAsync(job);
            show(StatusText.Plain(line), job.Total is > 0 and var total ? Math.Min(1, job.Done / (double)total) : null);
            try
            {
                await Task.Delay(Interval, time, context.Stopping);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<JobReport> ReportAsync(long id) => new(await FindAsync(id), Now);

    private async Task<string> WaitsForAsync(JobRow job)
    {
        var workspace = await reader.WorkspaceAsync(job.Workspace, CancellationToken.None);
        if (workspace is { Holder: null })
            return ": no poller holds the workspace";
        if (workspace?.PausedAt is not null && JobKinds.Long.Contains(job.Kind))
            return ": the workspace is paused";
        if (job is not { State: JobState.Running, Kind: JobKind.Replay } || !JobReports.IsRead(job))
            return "";
        var pending = await context.Get<ReplayReader>().CountPendingAsync(job, CancellationToken.None);
        return pending > 0 ? $": {Format.Number(pending, "event")} not published yet, see `status`" : "";
    }
}
