using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Plans what to walk of an interval: all but its known gaps, which have their own retries and would fail again in every walk, and but the
/// part that backfill has yet to reach.
/// </summary>
internal sealed class WalkPlan(LedgerReader reader, WorkspaceProgress workspace)
{
    /// <summary>The interval without its exclusions, oldest first.</summary>
    public async Task<IReadOnlyList<Slice>> PlanAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var excluded = (await reader.GapsAsync(workspace.Name, cancellationToken)).ConvertAll(gap => new Slice(gap.From, gap.To));
        if (!workspace.IsBackfilled)
            excluded.Add(new Slice(workspace.BackfilledTo, Slice.Floor(workspace.StartedAt)));
        return from < to ? Subtract(new Slice(from, to), excluded) : [];
    }

    /// <summary>
    /// The pieces share their borders with the excluded slices: an exclusion's first and last instant belong to its neighbours too.
    /// </summary>
    public static IReadOnlyList<Slice> Subtract(Slice whole, IEnumerable<Slice> excluded)
    {
        List<Slice> pieces = [];
        var start = whole.From;
        foreach (var exclusion in excluded.Where(slice => slice.Length > TimeSpan.Zero).OrderBy(slice => slice.From))
        {
            if (exclusion.To <= start || exclusion.From >= whole.To)
                continue;
            if (exclusion.From > start)
                pieces.Add(new Slice(start, exclusion.From));
            start = exclusion.To;
        }

        if (start < whole.To)
            pieces.Add(new Slice(start, whole.To));
        return pieces;
    }
}
