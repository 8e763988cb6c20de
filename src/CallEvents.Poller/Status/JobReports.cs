using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>Reads the jobs of a workspace: those that have not ended, and the last few that have. Without their calls and reps.</summary>
internal static class JobReports
{
    private const int MaxOpen = 20;
    private const int MaxEnded = 5;
    private const double MinFraction = 0.01;

    /// <param name="context">The ledger.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="now">The present time.</param>
    /// <param name="isWorking">Whether a replica holds the workspace and it is not paused.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static async Task<JobsReport> ReadAsync(
        LedgerDbContext context,
        string workspace,
        DateTimeOffset now,
        bool isWorking,
        CancellationToken cancellationToken
    )
    {
        var jobs = context.Jobs.AsNoTracking().Where(row => row.Workspace == workspace);
        var open = await jobs.Open().InTheirOrder().Take(MaxOpen).WithoutCalls().ToListAsync(cancellationToken);
        var ended = await jobs.Ended().OrderByDescending(row => row.Id).Take(MaxEnded).WithoutCalls().ToListAsync(cancellationToken);
        var number = await jobs.Open().LongCountAsync(cancellationToken);

        // One that has ended between the reads is in both.
        open.RemoveAll(job => ended.Exists(other => other.Id == job.Id));
        return new JobsReport(number, [.. open.Concat(ended).Select(job => Map(job, isWorking ? Left(job, now) : null))]);
    }

    /// <summary>The state of a job in one word.</summary>
    public static string State(JobRow job) =>
        job is { State: JobState.Running, StopRequested: true } ? "stopping" : job.State.ToString().ToLowerInvariant();

    /// <summary>The unit of what a job has done, and has to do.</summary>
    public static string Unit(JobRow job) => job.Kind == JobKind.Backfill ? "seconds" : "calls";

    /// <summary>
    /// How long it will take at the rate until now; null while it cannot be said. A replay that has read all its calls waits for the
    /// broker: that has no rate.
    /// </summary>
    public static TimeSpan? Left(JobRow job, DateTimeOffset now)
    {
        if (job is not { State: JobState.Running, StartedAt: { } startedAt, Total: { } total, Done: > 0 } || now <= startedAt)
            return null;
        var fraction = job.Done / (double)Math.Max(1, total);
        return IsRead(job) || fraction is < MinFraction or >= 1 ? null : (now - startedAt) * ((1 - fraction) / fraction);
    }

    /// <summary>Whether all its calls are read. The total of a window is an estimate.</summary>
    public static bool IsRead(JobRow job) => job.Done >= job.Total || job.WalkedTo >= job.To;

    private static JobReport Map(JobRow job, TimeSpan? left) =>
        new()
        {
            Id = job.Id,
            Kind = job.Kind.ToString().ToLowerInvariant(),
            State = State(job),
            CreatedAt = job.CreatedAt,
            StartedAt = job.StartedAt,
            EndedAt = job.EndedAt,
            Done = job.Done,
            Total = job.Total,
            Unit = Unit(job),
            Unreadable = job.Unreadable,
            SecondsLeft = left?.TotalSeconds,
            Error = job.Error,
        };
}
