using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// What there is to walk of an interval: not what is known as a gap, which is tried hourly and would cost every walk its
/// failures again; and not the history that backfill has yet to come to.
/// </summary>
internal sealed class Ground(LedgerReader reader, WorkspaceRow workspace)
{
    /// <summary>The interval without its holes, oldest first.</summary>
    public async Task<IReadOnlyList<Slice>> OfAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var holes = (await reader.GapsAsync(workspace.Name, cancellationToken)).ConvertAll(gap => new Slice(gap.From, gap.To));
        if (workspace.BackfilledTo < workspace.StartedAt)
            holes.Add(new Slice(workspace.BackfilledTo, Slice.Floor(workspace.StartedAt)));
        return from < to ? Without(new Slice(from, to), holes) : [];
    }

    /// <summary>Pieces share their borders with the holes: a hole's first and last instant are its neighbours' too.</summary>
    public static IReadOnlyList<Slice> Without(Slice whole, IEnumerable<Slice> holes)
    {
        List<Slice> pieces = [];
        var start = whole.From;
        foreach (var hole in holes.Where(hole => hole.Length > TimeSpan.Zero).OrderBy(hole => hole.From))
        {
            if (hole.To <= start || hole.From >= whole.To)
                continue;
            if (hole.From > start)
                pieces.Add(new Slice(start, hole.From));
            start = hole.To;
        }

        if (start < whole.To)
            pieces.Add(new Slice(start, whole.To));
        return pieces;
    }
}
