using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>How far a workspace has come, in both directions. Never takes back what it has walked.</summary>
/// <param name="Watermark">All live slices up to here have been walked to their end and committed.</param>
/// <param name="BackfilledTo">The same for backfill.</param>
/// <param name="StartFrom">Calls created before it are not published.</param>
internal readonly record struct Progress(DateTimeOffset Watermark, DateTimeOffset BackfilledTo, DateTimeOffset StartFrom)
{
    /// <summary>The progress after these changes. A slice that is walked again ends before the watermark, and does not move it.</summary>
    public Progress After(IReadOnlyCollection<ChangeSet> changeSets)
    {
        var pages = changeSets.OfType<PageChanges>().ToList();
        return new Progress(
            Latest(Watermark, pages.Max(page => page.Watermark)),
            Latest(BackfilledTo, pages.Max(page => page.BackfilledTo)),
            pages.Min(page => page.StartFrom) is { } start && start < StartFrom ? start : StartFrom
        );
    }

    public Task WriteAsync(LedgerDbContext context, string workspace)
    {
        var (watermark, backfilledTo, startFrom) = this;
        return context
            .Workspaces.Where(row => row.Name == workspace)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(row => row.Watermark, watermark)
                    .SetProperty(row => row.BackfilledTo, backfilledTo)
                    .SetProperty(row => row.StartFrom, startFrom)
            );
    }

    public static async Task WriteAsync(LedgerDbContext context, IEnumerable<RereadRow> windows)
    {
        foreach (var window in windows)
        {
            var known = await context
                .Rereads.Where(row => row.Workspace == window.Workspace && row.Position == window.Position)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(row => row.Depth, window.Depth)
                        .SetProperty(row => row.LastStart, window.LastStart)
                        .SetProperty(row => row.RunStart, window.RunStart)
                        .SetProperty(row => row.WalkedTo, window.WalkedTo)
                );
            if (known > 0)
                continue;
            context.Rereads.Add(window);
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
        }
    }

    public static async Task ReplaceAsync(LedgerDbContext context, string workspace, IEnumerable<RereadRow> windows)
    {
        await context.Rereads.Where(row => row.Workspace == workspace).ExecuteDeleteAsync();
        context.Rereads.AddRange(windows);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private static DateTimeOffset Latest(DateTimeOffset known, DateTimeOffset? reached) => reached > known ? reached.Value : known;
}
