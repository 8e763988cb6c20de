using System.Threading.Channels;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// The one writer of a workspace: one transaction at a time, under lease and fence. What arrives while one is under way
/// goes together into the next, so that many small answers cost few disk flushes.
/// </summary>
internal sealed partial class LedgerWriter(
    IDbContextFactory<LedgerDbContext> contexts,
    SqliteWriteGate gate,
    Lease lease,
    WorkspaceRow workspace,
    WorkspaceStatus status,
    LateCallMonitor lateCalls,
    TranscriptOptions schedule,
    int maxBytes,
    PollerMetrics metrics,
    Signal outboxChanged,
    Signal checksChanged,
    Func<DateTimeOffset> now,
    ILogger<LedgerWriter> logger)
{
    private const int BatchSize = 1_000;

    private readonly Channel<PendingWrite> queue = Channel.CreateBounded<PendingWrite>(256);
    private readonly RecentObservations recentObservations = new();
    private Dictionary<string, bool> parked = [];

    /// <summary>A connection that broke while it committed leaves open whether it did: what is held in memory may be behind.</summary>
    private bool lastCommitInDoubt;

    /// <summary>Waits until the commit is on disk. Throws <see cref="LeaseLostException"/> when the workspace is another's by now.</summary>
    public async Task CommitAsync(ChangeSet commit, CancellationToken cancellationToken)
    {
        var pending = new PendingWrite(commit, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(pending, cancellationToken);
        await pending.Done.Task;
    }

    /// <summary>No more commits; <see cref="RunAsync"/> ends when those that wait are done.</summary>
    public void Complete() => queue.Writer.TryComplete();

    public async Task RunAsync(Dictionary<string, bool> parkedBefore)
    {
        parked = parkedBefore;
        await foreach (var first in queue.Reader.ReadAllAsync())
        {
            var batch = DrainBatch(first);
            try
            {
                await WriteAsync([.. batch.Select(pending => pending.ChangeSet)]);
                batch.ForEach(pending => pending.Done.SetResult());
            }
            catch (LeaseLostException lost)
            {
                lease.Expire();
                batch.ForEach(pending => pending.Done.SetException(lost));
            }
            catch (Exception exception)
            {
                lastCommitInDoubt = true;
                if (TransientDatabaseError.Describe(exception) is not { } what)
                    LogCommitFailed(exception, workspace.Name);
                else
                    LogAway(workspace.Name, what);
                batch.ForEach(pending => pending.Done.SetException(exception));
            }
        }
    }

    private List<PendingWrite> DrainBatch(PendingWrite first)
    {
        List<PendingWrite> batch = [first];
        for (var answers = first.ChangeSet.Observations.Count; answers < BatchSize && queue.Reader.TryRead(out var next); answers += next.ChangeSet.Observations.Count)
            batch.Add(next);
        return batch;
    }

    private async Task WriteAsync(List<ChangeSet> commits)
    {
        using var place = await gate.EnterAsync(CancellationToken.None);
        await using var context = await contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (!await context.LockWorkspaceAsync(lease))
            throw new LeaseLostException(workspace.Name);
        if (lastCommitInDoubt)
            await ReloadAsync(context);

        var ledgerTransaction = new LedgerTransaction(context, workspace, schedule, maxBytes, now(), parked, recentObservations);
        await ledgerTransaction.LoadAsync(commits);
        foreach (var commit in commits)
            await ledgerTransaction.ApplyAsync(commit);
        await ledgerTransaction.SaveAsync();
        var progress = Progress.After(workspace, commits);
        var writes = ledgerTransaction.HasChanges
            | await MarkPublishedAsync(context, commits)
            | await Retention.RedactAsync(context, workspace.Name, [.. commits.SelectMany(commit => commit.Redactions)])
            | await Progress.WriteAsync(context, commits.SelectMany(commit => commit.Rereads))
            | await progress.WriteAsync(context, workspace);

        // Most pages show what is known: they cost no write to the disk.
        if (writes)
            await transaction.CommitAsync();
        ApplyCommitted(ledgerTransaction, commits, progress);
    }

    /// <summary>Takes from the ledger what a commit may have written whose answer never came.</summary>
    private async Task ReloadAsync(LedgerDbContext context)
    {
        var written = await context.Workspaces.AsNoTracking().SingleAsync(row => row.Name == workspace.Name);
        (workspace.Watermark, workspace.BackfilledTo, workspace.ApiPausedUntil) = (written.Watermark, written.BackfilledTo, written.ApiPausedUntil);
        parked = await context.Parked.AsNoTracking().Where(row => row.Workspace == workspace.Name).ToDictionaryAsync(row => row.Key, row => row.IsFromPage);
        status.OutboxPending.Set(await LedgerReader.PendingByTypeAsync(context, workspace.Name, CancellationToken.None));
        lastCommitInDoubt = false;
        outboxChanged.Set();
        checksChanged.Set();
    }

    /// <summary>Told facts keep their ids and lose their content.</summary>
    private async Task<bool> MarkPublishedAsync(LedgerDbContext context, List<ChangeSet> commits)
    {
        var ids = commits.SelectMany(commit => commit.Published).Select(fact => fact.Id).ToList();
        if (ids.Count == 0)
            return false;

        // As one parameter: with one for each id, EF Core writes out the statement anew each time.
        var at = now();
        await context.Outbox.Where(row => EF.Parameter(ids).Contains(row.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.PublishedAt, at)
            .SetProperty(row => row.Body, (byte[]?)null)
            .SetProperty(row => row.TraceParent, (string?)null));
        return true;
    }

    /// <summary>Only now is it true: what failed to commit has changed nothing in memory either.</summary>
    private void ApplyCommitted(LedgerTransaction ledgerTransaction, List<ChangeSet> commits, Progress progress)
    {
        parked = ledgerTransaction.Parked;
        if (progress.Watermark > workspace.Watermark)
            status.RecordProgress();
        (workspace.Watermark, workspace.BackfilledTo, workspace.ApiPausedUntil) = progress;
        status.Watermark = workspace.Watermark;
        status.BackfilledTo = workspace.BackfilledTo;
        foreach (var (callId, sentAt) in ledgerTransaction.Unchanged)
            recentObservations.Record(callId, sentAt, now());
        foreach (var (row, walkedBefore) in ledgerTransaction.NewCalls)
        {
            status.RecordDiscovered();
            metrics.CallDiscovered(workspace.Name, row.Lane, row.DiscoveredAt - row.CreatedAt);
            if (walkedBefore is { } before && row.Lane != Lane.Backfill)
                lateCalls.Record(row, before);
        }

        foreach (var fact in ledgerTransaction.Events)
        {
            metrics.EventRecorded(fact);
            status.OutboxPending.Add(fact.Type, 1);
        }

        foreach (var fact in commits.SelectMany(commit => commit.Published))
        {
            metrics.EventPublished(fact);
            status.OutboxPending.Add(fact.Type, -1);
        }

        foreach (var item in ledgerTransaction.NewlyParked)
        {
            metrics.ItemParked(workspace.Name);
            LogParked(workspace.Name, item.Key, item.Error);
        }

        foreach (var fact in ledgerTransaction.Oversized)
            LogTooLarge(fact.Type, fact.CallId, workspace.Name, fact.Size, maxBytes);
        foreach (var gap in ledgerTransaction.NewGaps)
        {
            metrics.GapOpened(workspace.Name);
            LogGap(workspace.Name, gap.ToString());
        }

        if (ledgerTransaction.Events.Count > 0)
            outboxChanged.Set();
        if (ledgerTransaction.ChecksDue)
            checksChanged.Set();
    }

    private readonly record struct PendingWrite(ChangeSet ChangeSet, TaskCompletionSource Done);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger did not take a commit of workspace {Workspace}: {Error}. Nothing is lost; it will be tried again")]
    private partial void LogAway(string workspace, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of workspace {Workspace} failed; it will be tried again")]
    private partial void LogCommitFailed(Exception exception, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workspace {Workspace}: {Key} is parked: {Error}")]
    private partial void LogParked(string workspace, string key, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} of call {CallId} in workspace {Workspace} is parked: found {Size} bytes, expected at most Publishing:MaxBytes = {MaxBytes}")]
    private partial void LogTooLarge(CallEventType type, string callId, string workspace, int size, int maxBytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workspace {Workspace}: slice {Slice} cannot be read though the API answers elsewhere; it is passed as a gap and tried again")]
    private partial void LogGap(string workspace, string slice);
}
