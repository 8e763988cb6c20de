using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Writes how far jobs have come, in the transaction of what they did.</summary>
internal static class JobSteps
{
    /// <summary>The jobs among these that are running: one that was stopped, or has failed, changes nothing more.</summary>
    public static async Task<HashSet<long>> RunningAsync(LedgerDbContext context, IReadOnlyCollection<long> jobs) =>
        jobs.Count == 0
            ? []
            : await context
                .Jobs.Where(row => jobs.Contains(row.Id) && row.State == JobState.Running)
                .Select(row => row.Id)
                .ToHashSetAsync();

    /// <returns>The replays that have failed or were stopped: their pending events are to be deleted.</returns>
    public static async Task<List<long>> WriteAsync(
        LedgerDbContext context,
        IEnumerable<JobStep> steps,
        IReadOnlyList<OutboxRow> events,
        DateTimeOffset now
    )
    {
        List<long> ended = [];
        foreach (var step in steps)
        {
            var recorded = events.Count(row => row.Job == step.Job);
            if (step.State is JobState.Running)
                await context
                    .Jobs.Where(row => row.Id == step.Job && row.State == JobState.Waiting)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, JobState.Running).SetProperty(row => row.StartedAt, now));
            var running = context.Jobs.Where(row => row.Id == step.Job && row.State == JobState.Running);
            await running.ExecuteUpdateAsync(set =>
                set.SetProperty(row => row.Done, row => row.Done + step.Done)
                    .SetProperty(row => row.Events, row => row.Events + recorded)
                    .SetProperty(row => row.Unreadable, row => row.Unreadable + step.Unreadable)
                    .SetProperty(row => row.Total, row => step.Total ?? row.Total)
                    .SetProperty(row => row.WalkedTo, row => step.WalkedTo ?? row.WalkedTo)
                    .SetProperty(row => row.Error, row => step.Error ?? row.Error)
            );
            if (step.State is not (JobState.Done or JobState.Failed or JobState.Stopped))
                continue;
            var isEnded = await EndAsync(running, step.State.Value, now, CancellationToken.None);
            if (isEnded > 0 && step.State is not JobState.Done)
                ended.Add(step.Job);
        }

        return ended;
    }

    /// <summary>Ends jobs, and erases whom they were about.</summary>
    /// <returns>How many.</returns>
    public static Task<int> EndAsync(IQueryable<JobRow> jobs, JobState state, DateTimeOffset now, CancellationToken cancellationToken) =>
        jobs.ExecuteUpdateAsync(
            set =>
                set.SetProperty(row => row.State, state)
                    .SetProperty(row => row.EndedAt, now)
                    .SetProperty(row => row.Calls, (string?)null)
                    .SetProperty(row => row.Reps, (string?)null),
            cancellationToken
        );
}
