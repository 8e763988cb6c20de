using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Moving;

/// <summary>Copies the rows of one workspace from one ledger to another, within the open transaction of each.</summary>
internal sealed class RowCopy(LedgerDbContext source, LedgerDbContext target, MovedRows moved, Action<MovedRows> report)
{
    private const int BatchSize = 5_000;

    private readonly Dictionary<long, long> jobs = [];

    /// <summary>Copies all but the workspace's own row, in the order in which rows depend on others.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CopyJobsAsync(cancellationToken);
        await CopyAsync(Of<CallState>(call => call.Workspace == moved.Workspace).OrderBy(call => call.CallId), Mapped, cancellationToken);
        await CopyAsync(Of<OutboxRow>(row => row.Workspace == moved.Workspace).OrderBy(row => row.Id), Mapped, cancellationToken);
        await CopyAsync(Of<GapRow>(gap => gap.Workspace == moved.Workspace), gap => gap, cancellationToken);
        await CopyAsync(Of<ParkedRow>(parked => parked.Workspace == moved.Workspace), parked => parked, cancellationToken);
        await CopyAsync(Of<RereadRow>(reread => reread.Workspace == moved.Workspace), reread => reread, cancellationToken);
    }

    private IQueryable<T> Of<T>(System.Linq.Expressions.Expression<Func<T, bool>> isOfWorkspace)
        where T : class => source.Set<T>().AsNoTracking().Where(isOfWorkspace);

    /// <summary>Calls and events name the replay that they belong to, by its id: the target gives it another one.</summary>
    private async Task CopyJobsAsync(CancellationToken cancellationToken)
    {
        var rows = await Of<JobRow>(job => job.Workspace == moved.Workspace).OrderBy(job => job.Id).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var copy = row with { Id = 0 };
            target.Jobs.Add(copy);
            await target.SaveChangesAsync(cancellationToken);
            jobs.Add(row.Id, copy.Id);
        }

        moved.Jobs = rows.Count;
    }

    private CallState Mapped(CallState call)
    {
        moved.Calls++;
        return call.LastReplay is { } replay ? call with { LastReplay = NewId(replay) } : call;
    }

    private OutboxRow Mapped(OutboxRow row)
    {
        moved.Events++;
        if (row.IsPending)
            moved.PendingEvents++;
        return row.Job is { } job ? row with { Job = NewId(job) } : row;
    }

    private long? NewId(long job) => jobs.TryGetValue(job, out var id) ? id : null;

    private async Task CopyAsync<T>(IQueryable<T> rows, Func<T, T> map, CancellationToken cancellationToken)
        where T : class
    {
        var writer = BulkWriter<T>.For(target);
        List<T> batch = [];
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            batch.Add(map(row));
            if (batch.Count == BatchSize)
                await WriteAsync(writer, batch);
        }

        await WriteAsync(writer, batch);
    }

    private async Task WriteAsync<T>(BulkWriter<T> writer, List<T> batch)
        where T : class
    {
        await writer.WriteAsync(target, batch);
        batch.Clear();
        report(moved);
    }
}
