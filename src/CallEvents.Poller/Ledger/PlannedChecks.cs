using System.Linq.Expressions;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// The planned transcript checks of a workspace. They are read lane by lane: each is one range of the index, however many checks are
/// planned for later.
/// </summary>
internal sealed class PlannedChecks(LedgerDbContext context, string workspace)
{
    private static readonly Lane[] Lanes = Enum.GetValues<Lane>();

    private IQueryable<CallState> Planned =>
        context.Calls.AsNoTracking().Where(row => row.Workspace == workspace && row.NextCheckAt != null);

    /// <summary>The transcript checks that are due, live ones first, and at least a tenth of each lane.</summary>
    public async Task<List<DueCheck>> DueAsync(DateTimeOffset now, int number, CancellationToken cancellationToken)
    {
        var next = await NextAsync(cancellationToken);
        return await ReadAsync(
            Lanes.Where(lane => next[lane] <= now),
            row => row.NextCheckAt <= now,
            row => new DueCheck(row.CallId, row.Lane, row.TraceParent),
            number,
            cancellationToken
        );
    }

    /// <summary>Checks planned further ahead than any schedule allows: by a fast clock that has been corrected since.</summary>
    public Task<List<StrandedCheck>> StrandedAsync(DateTimeOffset latest, int number, CancellationToken cancellationToken) =>
        ReadAsync(Lanes, row => row.NextCheckAt > latest, row => new StrandedCheck(row.CallId, row.Transcript), number, cancellationToken);

    /// <summary>When the next check of each lane is planned; one statement, since the loop asks after each check.</summary>
    public async Task<Dictionary<Lane, DateTimeOffset?>> NextAsync(CancellationToken cancellationToken)
    {
        var planned = Planned;
        var next = await context
            .Workspaces.Where(row => row.Name == workspace)
            .Select(_ => new
            {
                Live = planned.Where(row => row.Lane == Lane.Live).Min(row => row.NextCheckAt),
                Reread = planned.Where(row => row.Lane == Lane.Reread).Min(row => row.NextCheckAt),
                Backfill = planned.Where(row => row.Lane == Lane.Backfill).Min(row => row.NextCheckAt),
                Replay = planned.Where(row => row.Lane == Lane.Replay).Min(row => row.NextCheckAt),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return new Dictionary<Lane, DateTimeOffset?>
        {
            [Lane.Live] = next?.Live,
            [Lane.Reread] = next?.Reread,
            [Lane.Backfill] = next?.Backfill,
            [Lane.Replay] = next?.Replay,
        };
    }

    private async Task<List<T>> ReadAsync<T>(
        IEnumerable<Lane> lanes,
        Expression<Func<CallState, bool>> which,
        Expression<Func<CallState, T>> what,
        int number,
        CancellationToken cancellationToken
    )
    {
        List<List<T>> checks = [];
        foreach (var lane in lanes)
        {
            checks.Add(
                await Planned
                    .Where(row => row.Lane == lane)
                    .Where(which)
                    .OrderBy(row => row.NextCheckAt)
                    .Take(number)
                    .Select(what)
                    .ToListAsync(cancellationToken)
            );
        }

        return LaneShares.Take(checks, number);
    }
}

/// <summary>A check that is planned too far ahead, and the state of its transcript.</summary>
internal sealed record StrandedCheck(string CallId, TranscriptState Transcript);
