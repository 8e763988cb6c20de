using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>The jobs of the ledger: added and stopped by commands, taken in their order by the holder of a workspace.</summary>
internal sealed class JobStore(IDbContextFactory<LedgerDbContext> contexts, SqliteWriteGate gate, TimeProvider time)
{
    /// <returns>The job's id.</returns>
    public async Task<long> AddAsync(JobRow job, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Jobs.Add(job);
        await context.SaveChangesAsync(cancellationToken);
        return job.Id;
    }

    /// <summary>A job without its calls; null when there is none of this id.</summary>
    public async Task<JobRow?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().Where(row => row.Id == id).WithoutCalls().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The newest jobs, newest first, without their calls.</summary>
    public async Task<List<JobRow>> ListAsync(string? workspace, JobKind? kind, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Jobs.AsNoTracking()
            .Where(row => (workspace == null || row.Workspace == workspace) && (kind == null || row.Kind == kind))
            .OrderByDescending(row => row.Id)
            .Take(number)
            .WithoutCalls()
            .ToListAsync(cancellationToken);
    }

    /// <summary>The job to work on: the one that is running, or the oldest that waits.</summary>
    public async Task<JobRow?> NextAsync(string workspace, IReadOnlyCollection<JobKind> kinds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Jobs.AsNoTracking()
            .Open()
            .Where(row => row.Workspace == workspace && kinds.Contains(row.Kind))
            .InTheirOrder()
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether a job is running and is to go on.</summary>
    public async Task<bool> IsToContinueAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AnyAsync(row => row.Id == id && row.State == JobState.Running && !row.StopRequested, cancellationToken);
    }

    /// <summary>Ends a job that waits, and asks the holder to end one that is running.</summary>
    /// <returns>Whether it had not ended before.</returns>
    public async Task<bool> RequestStopAsync(long id, CancellationToken cancellationToken)
    {
        using var permit = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var job = context.Jobs.Where(row => row.Id == id);
        var waiting = job.Where(row => row.State == JobState.Waiting);
        if (await JobSteps.EndAsync(waiting, JobState.Stopped, time.GetUtcNow(), cancellationToken) > 0)
            return true;
        return await job.Where(row => row.State == JobState.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.StopRequested, true), cancellationToken) > 0;
    }
}
