using System.Collections.Immutable;
using System.Threading.Channels;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// The only writer of a workspace under one lease: one transaction at a time, guarded by lease and fence. Change sets that arrive during a
/// transaction are written together in the next one, so that many small ones cost few disk flushes.
/// </summary>
internal sealed partial class LedgerWriter(
    IDbContextFactory<LedgerDbContext> contexts,
    SqliteWriteGate gate,
    Lease lease,
    WorkspaceProgress workspace,
    LedgerWriterSettings settings,
    CommitReporter reporter,
    ILogger<LedgerWriter> logger
) : IAsyncDisposable
{
    private const int BatchSize = 1_000;

    private readonly Channel<PendingWrite> queue = Channel.CreateBounded<PendingWrite>(256);
    private readonly RecentObservations recentObservations = new();
    private ImmutableDictionary<string, bool> parked = ImmutableDictionary<string, bool>.Empty;
    private Task running = Task.CompletedTask;

    /// <summary>
    /// A connection that broke during a commit leaves open whether it was committed: the state in memory may be outdated.
    /// </summary>
    private bool lastCommitInDoubt;

    /// <summary>Writes until disposed.</summary>
    /// <param name="parkedBefore">The keys that are parked, and whether a page showed them malformed.</param>
    public Task Start(ImmutableDictionary<string, bool> parkedBefore)
    {
        parked = parkedBefore;
        return running = RunAsync();
    }

    /// <summary>
    /// Waits until the change set is committed. Throws <see cref="LeaseLostException"/> when another replica holds the lease.
    /// </summary>
    public async Task CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var pending = new PendingWrite(changes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var waiting = Heartbeat.Suspend();
        await queue.Writer.WriteAsync(pending, cancellationToken);
        await pending.Done.Task;
    }

    /// <summary>Accepts no more change sets, and waits until those in the queue are written.</summary>
    public async ValueTask DisposeAsync()
    {
        using var waiting = Heartbeat.Suspend();
        queue.Writer.TryComplete();
        await running;
    }

    private async Task RunAsync()
    {
        // Not ReadAllAsync, which continues on the thread pool: a simulation decides when each step of the writer runs.
        while (await HasMoreAsync())
        {
            if (!queue.Reader.TryRead(out var first))
                continue;
            var batch = DrainBatch(first);
            if (await TryWriteAsync(batch, isLastAttempt: batch.Count == 1 && !ChangeSetParts.CanBeTaken(first.Changes)))
                continue;

            // One of them may be the reason, and would fail all that are written together with it, again and again.
            foreach (var pending in batch)
                await WriteAloneAsync(pending);
        }
    }

    private async Task<bool> HasMoreAsync()
    {
        using var waiting = Heartbeat.Suspend();
        return await queue.Reader.WaitToReadAsync();
    }

    private async Task WriteAloneAsync(PendingWrite pending)
    {
        if (!ChangeSetParts.CanBeTaken(pending.Changes))
        {
            await TryWriteAsync([pending], isLastAttempt: true);
            return;
        }

        try
        {
            await ChangeSetParts.WriteAsync(pending.Changes, changes => WriteAsync([changes]), settings.Now);
            pending.Done.SetResult();
        }
        catch (Exception exception)
        {
            Fail([pending], exception);
        }
    }

    /// <returns>Whether it is settled: committed, or failed for good. False: each of the batch is to be written alone.</returns>
    private async Task<bool> TryWriteAsync(List<PendingWrite> batch, bool isLastAttempt)
    {
        try
        {
            await WriteAsync(batch.ConvertAll(pending => pending.Changes));
            batch.ForEach(pending => pending.Done.SetResult());
            return true;
        }
        catch (Exception exception) when (!isLastAttempt && ChangeSetParts.MayBeTheReason(exception))
        {
            lastCommitInDoubt = true;
            Log.CommitFailed(logger, exception, workspace.Name);
            return false;
        }
        catch (Exception exception)
        {
            Fail(batch, exception);
            return true;
        }
    }

    private void Fail(List<PendingWrite> batch, Exception exception)
    {
        lastCommitInDoubt = true;
        try
        {
            if (exception is LeaseLostException)
                lease.Expire();
            else if (!reporter.ReportOutage(workspace.Name, exception))
                Log.CommitFailed(logger, exception, workspace.Name);
        }
        catch (Exception failure)
        {
            // Of a callback on the end of the lease, which has ended: if the writer ended too, its callers would wait without end.
            Log.ReportFailed(logger, failure, workspace.Name);
        }
        finally
        {
            batch.ForEach(pending => pending.Done.SetException(exception));
        }
    }

    private List<PendingWrite> DrainBatch(PendingWrite first)
    {
        List<PendingWrite> batch = [first];
        for (
            var calls = first.Changes.CallIds.Count;
            calls < BatchSize && queue.Reader.TryRead(out var next);
            calls += next.Changes.CallIds.Count
        )
            batch.Add(next);
        return batch;
    }

    private async Task WriteAsync(IReadOnlyList<ChangeSet> batch)
    {
        using var permit = await gate.EnterAsync(CancellationToken.None);
        await using var context = await contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (!await context.LockWorkspaceAsync(lease))
            throw new LeaseLostException(workspace.Name);
        if (lastCommitInDoubt)
            await ReloadAsync(context);

        var now = settings.Now();
        using var changes = new LedgerTransaction(context, workspace, settings, now, parked, recentObservations);
        await changes.LoadAsync(batch);
        foreach (var changeSet in batch)
            await changes.ApplyAsync(changeSet);
        await changes.SaveAsync();
        var side = new SideChanges(context, lease, settings, now);
        var isChanged = changes.HasChanges | await side.WriteAsync(batch, changes.Events);

        var progress = workspace.Current.After(batch);
        var isAdvanced = progress != workspace.Current;
        if (isAdvanced)
            await progress.WriteAsync(context, workspace.Name);
        var replaced = batch.OfType<ReplacedRereads>().LastOrDefault();
        if (replaced is not null)
            await Progress.ReplaceAsync(context, workspace.Name, replaced.Windows);
        var rereads = batch.SelectMany(changeSet => changeSet.Rereads).ToList();
        await Progress.WriteAsync(context, rereads);

        var pause = batch.OfType<ApiPause>().MaxBy(pause => pause.Delay);
        if (pause is not null)
            await context.StorePauseAsync(settings.Clock, workspace.Name, pause.Delay);

        // Most pages show what is known already: they cost no disk write.
        if (isChanged || isAdvanced || replaced is not null || rereads.Count > 0 || pause is not null)
            await transaction.CommitAsync();
        ApplyCommitted(changes, side, batch, progress, now);
    }

    /// <summary>Loads what a commit may have written whose outcome is unknown.</summary>
    private async Task ReloadAsync(LedgerDbContext context)
    {
        var written = await context.Workspaces.AsNoTracking().SingleAsync(row => row.Name == workspace.Name);
        workspace.Set(new Progress(written.Watermark, written.BackfilledTo, written.StartFrom));
        parked = await UnreadableChanges.ParkedAsync(context, workspace.Name, CancellationToken.None);
        reporter.Reload(await LedgerReader.PendingByTypeAsync(context, workspace.Name, settings.MaxBytes, CancellationToken.None));
        lastCommitInDoubt = false;
    }

    /// <summary>Updates the state in memory, only after the commit has succeeded.</summary>
    private void ApplyCommitted(
        LedgerTransaction changes,
        SideChanges side,
        IReadOnlyList<ChangeSet> batch,
        Progress progress,
        DateTimeOffset now
    )
    {
        changes.EndTraces();
        parked = changes.Unreadable.Parked;
        if (side.OversizedDeleted > 0)
            Log.OversizedDeleted(logger, side.OversizedDeleted, workspace.Name);
        reporter.Report(workspace, changes, batch, progress);
        reporter.ReportRemoved(side.Removed);
        workspace.Set(progress);
        foreach (var (callId, sentAt) in changes.Unchanged)
            recentObservations.Record(callId, sentAt, now);
    }

    private readonly record struct PendingWrite(ChangeSet Changes, TaskCompletionSource Done);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2208,
            Level = LogLevel.Warning,
            Message = "Deleted {Count} unpublished events over Publishing:MaxBytes of workspace {Workspace}: "
                + "their calls are older than the deepest re-read"
        )]
        public static partial void OversizedDeleted(ILogger logger, int count, string workspace);

        [LoggerMessage(EventId = 2202, Level = LogLevel.Error, Message = "A commit of workspace {Workspace} failed; retrying")]
        public static partial void CommitFailed(ILogger logger, Exception exception, string workspace);

        [LoggerMessage(EventId = 2210, Level = LogLevel.Error, Message = "The end of the lease of workspace {Workspace} was not acted on")]
        public static partial void ReportFailed(ILogger logger, Exception exception, string workspace);
    }
}
