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
    IDbContextFactory<LedgerContext> contexts,
    LedgerGate gate,
    Lease lease,
    WorkspaceRow workspace,
    WorkspaceStatus status,
    LateCalls late,
    TranscriptOptions schedule,
    int maxBytes,
    PollerMetrics metrics,
    Wakeup toTell,
    Wakeup toCheck,
    Func<DateTimeOffset> now,
    ILogger<LedgerWriter> logger)
{
    private const int MostAnswers = 1_000;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(256);
    private readonly RecentAnswers recent = new();
    private Dictionary<string, bool> parked = [];

    /// <summary>A connection that broke while it committed leaves open whether it did: what is held in memory may be behind.</summary>
    private bool inDoubt;

    /// <summary>Waits until the commit is on disk. Throws <see cref="LeaseLostException"/> when the workspace is another's by now.</summary>
    public async Task CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(commit, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, cancellationToken);
        await waiting.Done.Task;
    }

    /// <summary>No more commits; <see cref="RunAsync"/> ends when those that wait are done.</summary>
    public void Complete() => queue.Writer.TryComplete();

    public async Task RunAsync(Dictionary<string, bool> parkedBefore)
    {
        parked = parkedBefore;
        await foreach (var first in queue.Reader.ReadAllAsync())
        {
            var group = Together(first);
            try
            {
                await WriteAsync([.. group.Select(waiting => waiting.Commit)]);
                group.ForEach(waiting => waiting.Done.SetResult());
            }
            catch (LeaseLostException lost)
            {
                lease.End();
                group.ForEach(waiting => waiting.Done.SetException(lost));
            }
            catch (Exception exception)
            {
                inDoubt = true;
                if (LedgerAway.Says(exception) is not { } what)
                    LogCommitFailed(exception, workspace.Name);
                else
                    LogAway(workspace.Name, what);
                group.ForEach(waiting => waiting.Done.SetException(exception));
            }
        }
    }

    private List<Waiting> Together(Waiting first)
    {
        List<Waiting> group = [first];
        for (var answers = first.Commit.Answers.Count; answers < MostAnswers && queue.Reader.TryRead(out var next); answers += next.Commit.Answers.Count)
            group.Add(next);
        return group;
    }

    private async Task WriteAsync(List<Commit> commits)
    {
        using var place = await gate.EnterAsync(CancellationToken.None);
        await using var context = await contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (!await context.HoldAsync(lease))
            throw new LeaseLostException(workspace.Name);
        if (inDoubt)
            await CatchUpAsync(context);

        var observing = new Observing(context, workspace, schedule, maxBytes, now(), parked, recent);
        await observing.LoadAsync(commits);
        foreach (var commit in commits)
            await observing.TakeAsync(commit);
        await observing.SaveAsync();
        var progress = Progress.After(workspace, commits);
        var writes = observing.Writes
            | await TellAsync(context, commits)
            | await Thinning.ThinAsync(context, workspace.Name, [.. commits.SelectMany(commit => commit.Thin)])
            | await Progress.WriteAsync(context, commits.SelectMany(commit => commit.Rereads))
            | await progress.WriteAsync(context, workspace);

        // Most pages show what is known: they cost no write to the disk.
        if (writes)
            await transaction.CommitAsync();
        Note(observing, commits, progress);
    }

    /// <summary>Takes from the ledger what a commit may have written whose answer never came.</summary>
    private async Task CatchUpAsync(LedgerContext context)
    {
        var written = await context.Workspaces.AsNoTracking().SingleAsync(row => row.Name == workspace.Name);
        (workspace.Watermark, workspace.BackfilledTo, workspace.NotBefore) = (written.Watermark, written.BackfilledTo, written.NotBefore);
        parked = await context.Parked.AsNoTracking().Where(row => row.Workspace == workspace.Name).ToDictionaryAsync(row => row.Key, row => row.ByPage);
        status.Due.Set(await LedgerReader.DueByTypeAsync(context, workspace.Name, CancellationToken.None));
        inDoubt = false;
        toTell.Call();
        toCheck.Call();
    }

    /// <summary>Told facts keep their ids and lose their content.</summary>
    private async Task<bool> TellAsync(LedgerContext context, List<Commit> commits)
    {
        var ids = commits.SelectMany(commit => commit.Told).Select(fact => fact.Id).ToList();
        if (ids.Count == 0)
            return false;

        // As one parameter: with one for each id, EF Core writes out the statement anew each time.
        var at = now();
        await context.Facts.Where(row => EF.Parameter(ids).Contains(row.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.ToldAt, at)
            .SetProperty(row => row.Body, (byte[]?)null)
            .SetProperty(row => row.TraceParent, (string?)null));
        return true;
    }

    /// <summary>Only now is it true: what failed to commit has changed nothing in memory either.</summary>
    private void Note(Observing observing, List<Commit> commits, Progress progress)
    {
        parked = observing.Parked;
        if (progress.Watermark > workspace.Watermark)
            status.Progresses();
        (workspace.Watermark, workspace.BackfilledTo, workspace.NotBefore) = progress;
        status.Watermark = workspace.Watermark;
        status.BackfilledTo = workspace.BackfilledTo;
        foreach (var (callId, sentAt) in observing.Unchanged)
            recent.Note(callId, sentAt, now());
        foreach (var (row, walkedBefore) in observing.NewCalls)
        {
            status.CallSeen();
            metrics.CallSeen(workspace.Name, row.Lane, row.SeenAt - row.CreatedAt);
            if (walkedBefore is { } before && row.Lane != Lane.Backfill)
                late.Note(row, before);
        }

        foreach (var fact in observing.Facts)
        {
            metrics.FactObserved(fact);
            status.Due.Add(fact.Type, 1);
        }

        foreach (var fact in commits.SelectMany(commit => commit.Told))
        {
            metrics.FactTold(fact);
            status.Due.Add(fact.Type, -1);
        }

        foreach (var item in observing.NewlyParked)
        {
            metrics.Parked(workspace.Name);
            LogParked(workspace.Name, item.Key, item.Error);
        }

        foreach (var fact in observing.TooLarge)
            LogTooLarge(fact.Type, fact.CallId, workspace.Name, fact.Size, maxBytes);
        foreach (var gap in observing.NewGaps)
        {
            metrics.GapPassed(workspace.Name);
            LogGap(workspace.Name, gap.ToString());
        }

        if (observing.Facts.Count > 0)
            toTell.Call();
        if (observing.ChecksDue)
            toCheck.Call();
    }

    private readonly record struct Waiting(Commit Commit, TaskCompletionSource Done);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger did not take a commit of workspace {Workspace}: {Error}. Nothing is lost; it will be tried again")]
    private partial void LogAway(string workspace, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of workspace {Workspace} failed; it will be tried again")]
    private partial void LogCommitFailed(Exception exception, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workspace {Workspace}: {Key} is parked: {Error}")]
    private partial void LogParked(string workspace, string key, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} of call {CallId} in workspace {Workspace} is parked: found {Size} bytes, expected at most Publishing:MaxBytes = {MaxBytes}")]
    private partial void LogTooLarge(FactType type, string callId, string workspace, int size, int maxBytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workspace {Workspace}: slice {Slice} cannot be read though the API answers elsewhere; it is passed as a gap and tried again")]
    private partial void LogGap(string workspace, string slice);
}
