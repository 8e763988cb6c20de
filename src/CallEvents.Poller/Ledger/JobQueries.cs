using System.Linq.Expressions;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>What is asked of jobs, as queries.</summary>
internal static class JobQueries
{
    private static readonly Expression<Func<JobRow, JobRow>> ShownColumns = row => new JobRow
    {
        Id = row.Id,
        Workspace = row.Workspace,
        Kind = row.Kind,
        State = row.State,
        CreatedAt = row.CreatedAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        From = row.From,
        To = row.To,
        Types = row.Types,
        Outcomes = row.Outcomes,
        Queue = row.Queue,
        Done = row.Done,
        Total = row.Total,
        Events = row.Events,
        Unreadable = row.Unreadable,
        WalkedTo = row.WalkedTo,
        StopRequested = row.StopRequested,
        Error = row.Error,
    };

    /// <summary>Those that have not ended.</summary>
    public static IQueryable<JobRow> Open(this IQueryable<JobRow> jobs) =>
        jobs.Where(row => row.State == JobState.Waiting || row.State == JobState.Running);

    /// <summary>Those that have.</summary>
    public static IQueryable<JobRow> Ended(this IQueryable<JobRow> jobs) =>
        jobs.Where(row => row.State != JobState.Waiting && row.State != JobState.Running);

    /// <summary>In the order in which they are taken: the one that is running, then the oldest that waits.</summary>
    public static IQueryable<JobRow> InTheirOrder(this IQueryable<JobRow> open) =>
        open.OrderByDescending(row => row.State == JobState.Running).ThenBy(row => row.Id);

    /// <summary>Without their calls, which may be many, and the reps that they select.</summary>
    public static IQueryable<JobRow> WithoutCalls(this IQueryable<JobRow> jobs) => jobs.Select(ShownColumns);
}
