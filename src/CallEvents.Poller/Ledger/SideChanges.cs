using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Writes the changes of a commit that decide nothing about a call: settled events, redactions, jobs, pauses.</summary>
internal sealed class SideChanges(LedgerDbContext context, Lease lease, LedgerWriterSettings settings, DateTimeOffset now)
{
    private readonly string workspace = lease.Workspace;

    /// <summary>Events that were deleted before they were published.</summary>
    public List<RemovedEvent> Removed { get; } = [];

    /// <summary>Events over the limit that were deleted with the data of their calls.</summary>
    public int OversizedDeleted { get; private set; }

    /// <returns>Whether there is anything to commit.</returns>
    public async Task<bool> WriteAsync(IReadOnlyCollection<ChangeSet> batch, IReadOnlyList<OutboxRow> recorded)
    {
        var isSettled = await OutboxSettlement.WriteAsync(context, batch.OfType<SettledEvents>(), lease.Holder, now);
        var (redacted, oversized) = await Retention.RedactAsync(
            context,
            workspace,
            [.. batch.OfType<Redactions>().SelectMany(redactions => redactions.Calls)],
            settings
        );
        OversizedDeleted = oversized;
        return isSettled | redacted > 0 | await EraseAsync(batch) | await StepAsync(batch, recorded) | await PauseAsync(batch);
    }

    private async Task<bool> EraseAsync(IEnumerable<ChangeSet> batch)
    {
        List<string> calls = [.. batch.OfType<Erasure>().SelectMany(erasure => erasure.Calls)];
        if (calls.Count == 0)
            return false;
        Removed.AddRange(await OutboxRemoval.OfCallsAsync(context, workspace, calls, settings.MaxBytes));
        return true;
    }

    private async Task<bool> StepAsync(IEnumerable<ChangeSet> batch, IReadOnlyList<OutboxRow> recorded)
    {
        List<JobStep> steps = [.. batch.Select(changes => changes.Job).OfType<JobStep>()];
        if (steps.Count == 0)
            return false;
        if (await JobSteps.WriteAsync(context, steps, recorded, now) is { Count: > 0 } ended)
            Removed.AddRange(await OutboxRemoval.OfJobsAsync(context, workspace, ended, settings.MaxBytes));
        return true;
    }

    private async Task<bool> PauseAsync(IEnumerable<ChangeSet> batch)
    {
        if (batch.OfType<WorkspacePause>().LastOrDefault() is not { } pause)
            return false;
        var rows = context.Workspaces.Where(row => row.Name == workspace);
        if (pause.IsPaused)
            await rows.Where(row => row.PausedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.PausedAt, now));
        else
            await rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.PausedAt, (DateTimeOffset?)null));
        return true;
    }
}
