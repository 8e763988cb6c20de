using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>How far a workspace is after some commits; it never goes back.</summary>
internal readonly record struct Progress(DateTimeOffset Watermark, DateTimeOffset BackfilledTo, DateTimeOffset? ApiPausedUntil)
{
    public static Progress Of(WorkspaceRow workspace) => new(workspace.Watermark, workspace.BackfilledTo, workspace.ApiPausedUntil);

    /// <summary>A slice that was walked again ends before the watermark.</summary>
    public static Progress After(WorkspaceRow workspace, IReadOnlyCollection<ChangeSet> changeSets) => new(
        Latest(workspace.Watermark, changeSets.Max(changes => changes.Watermark)),
        Latest(workspace.BackfilledTo, changeSets.Max(changes => changes.BackfilledTo)),
        changeSets.Select(changes => changes.ApiPausedUntil).Append(workspace.ApiPausedUntil).Max());

    /// <summary>Whether there was anything to write.</summary>
    public async Task<bool> WriteAsync(LedgerDbContext context, WorkspaceRow workspace)
    {
        if (this == Of(workspace))
            return false;

        var (watermark, backfilledTo, notBefore) = this;
        await context.Workspaces.Where(row => row.Name == workspace.Name).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Watermark, watermark)
            .SetProperty(row => row.BackfilledTo, backfilledTo)
            .SetProperty(row => row.ApiPausedUntil, notBefore));
        return true;
    }

    /// <summary>Whether there was anything to write.</summary>
    public static async Task<bool> WriteAsync(LedgerDbContext context, IEnumerable<RereadRow> windows)
    {
        var wrote = false;
        foreach (var window in windows)
        {
            wrote = true;
            var known = await context.Rereads.Where(row => row.Workspace == window.Workspace && row.Position == window.Position).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.LastStart, window.LastStart)
                .SetProperty(row => row.RunStart, window.RunStart)
                .SetProperty(row => row.WalkedTo, window.WalkedTo));
            if (known > 0)
                continue;
            context.Rereads.Add(window);
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
        }

        return wrote;
    }

    private static DateTimeOffset Latest(DateTimeOffset known, DateTimeOffset? reached) => reached > known ? reached.Value : known;
}
