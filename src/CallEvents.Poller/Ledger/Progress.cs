using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>How far a workspace is after some commits; it never goes back.</summary>
internal readonly record struct Progress(DateTimeOffset Watermark, DateTimeOffset BackfilledTo, DateTimeOffset? NotBefore)
{
    public static Progress Of(WorkspaceRow workspace) => new(workspace.Watermark, workspace.BackfilledTo, workspace.NotBefore);

    /// <summary>A slice that was walked again ends before the watermark.</summary>
    public static Progress After(WorkspaceRow workspace, IReadOnlyCollection<Commit> commits) => new(
        Latest(workspace.Watermark, commits.Max(commit => commit.Watermark)),
        Latest(workspace.BackfilledTo, commits.Max(commit => commit.BackfilledTo)),
        commits.Select(commit => commit.NotBefore).Append(workspace.NotBefore).Max());

    /// <summary>Whether there was anything to write.</summary>
    public async Task<bool> WriteAsync(LedgerContext context, WorkspaceRow workspace)
    {
        if (this == Of(workspace))
            return false;

        var (watermark, backfilledTo, notBefore) = this;
        await context.Workspaces.Where(row => row.Name == workspace.Name).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Watermark, watermark)
            .SetProperty(row => row.BackfilledTo, backfilledTo)
            .SetProperty(row => row.NotBefore, notBefore));
        return true;
    }

    /// <summary>Whether there was anything to write.</summary>
    public static async Task<bool> WriteAsync(LedgerContext context, IEnumerable<RereadRow> lines)
    {
        var wrote = false;
        foreach (var line in lines)
        {
            wrote = true;
            var known = await context.Rereads.Where(row => row.Workspace == line.Workspace && row.Line == line.Line).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.LastStart, line.LastStart)
                .SetProperty(row => row.RunStart, line.RunStart)
                .SetProperty(row => row.DoneTo, line.DoneTo));
            if (known > 0)
                continue;
            context.Rereads.Add(line);
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
        }

        return wrote;
    }

    private static DateTimeOffset Latest(DateTimeOffset known, DateTimeOffset? reached) => reached > known ? reached.Value : known;
}
