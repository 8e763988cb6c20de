using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// What there is to walk of an interval: not what is known as a gap, which is tried hourly and would cost every walk its
/// failures again; and not the history that backfill has yet to come to.
/// </summary>
internal sealed class WalkPlan(LedgerReader reader, WorkspaceRow workspace)
{
    /// <summary>The interval without its holes, oldest first.</summary>
    public async Task<IReadOnlyList<Slice>> PlanAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var excluded = (await reader.GapsAsync(workspace.Name, cancellationToken)).ConvertAll(gap => new Slice(gap.From, gap.To));
        if (workspace.BackfilledTo < workspace.StartedAt)
            excluded.Add(new Slice(workspace.BackfilledTo, Slice.Floor(workspace.StartedAt)));
        return from < to ? Subtract(new Slice(from, to), excluded) : [];
    }

    /// <summary>Pieces share their borders with the holes: a hole's first and last instant are its neighbours' too.</summary>
    public static IReadOnlyList<Slice> Subtract(Slice whole, IEnumerable<Slice> excluded)
    {
        List<Slice> pieces = [];
        var start = whole.From;
        foreach (var gap in excluded.Where(gap => gap.Length > TimeSpan.Zero).OrderBy(gap => gap.From))
        {
            if (gap.To <= start || gap.From >= whole.To)
                continue;
            if (gap.From > start)
                pieces.Add(new Slice(start, gap.From));
            start = gap.To;
        }

        if (start < whole.To)
            pieces.Add(new Slice(start, whole.To));
        return pieces;
    }
}
