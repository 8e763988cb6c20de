using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Looks up in the ledger how far calls have come. Reads only.</summary>
/// <param name="contexts">The ledger.</param>
/// <param name="workspace">The workspace, as it was when the look-up began.</param>
/// <param name="gaps">Its gaps.</param>
/// <param name="erased">The calls that were erased on request.</param>
/// <param name="maxBytes">The size over which an event is parked.</param>
/// <param name="oldestReread">No re-read covers calls created before it: their events may be deleted.</param>
/// <param name="asOf">Calls that are discovered later do not count as known: the poller goes on during the look-up.</param>
internal sealed class LedgerComparison(
    IDbContextFactory<LedgerDbContext> contexts,
    WorkspaceRow workspace,
    IReadOnlyList<GapRow> gaps,
    IReadOnlySet<string> erased,
    int maxBytes,
    DateTimeOffset oldestReread,
    DateTimeOffset asOf
)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>How many of the calls that were looked up the ledger knew.</summary>
    public int Known => known.Count;

    public async Task<IReadOnlyDictionary<string, CallStanding>> FindAsync(
        IReadOnlyList<ShownCall> calls,
        CancellationToken cancellationToken
    )
    {
        var ids = calls.Select(call => call.Id).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var states = await context
            .CallsById(workspace.Name, ids)
            .Select(call => new KnownCall(
                call.CallId,
                call.DiscoveredAt,
                call.ForgottenAt != null,
                call.Fingerprint != null || call.CreatedAt < oldestReread
            ))
            .ToDictionaryAsync(call => call.CallId, cancellationToken);
        known.UnionWith(states.Values.Where(state => state.DiscoveredAt <= asOf).Select(state => state.CallId));
        var events = (
            await context
                .Outbox.Where(row => row.Workspace == workspace.Name && ids.Contains(row.CallId))
                .Select(row => new EventStanding(
                    row.CallId,
                    row.Type,
                    row.Queue == null,
                    row.Size > maxBytes,
                    row.PublishedAt != null,
                    row.DiscardedAt != null
                ))
                .ToListAsync(cancellationToken)
        ).ToLookup(row => row.CallId);
        var parked = await context
            .Parked.Where(row => row.Workspace == workspace.Name && ids.Contains(row.Key))
            .Select(row => row.Key)
            .ToHashSetAsync(cancellationToken);
        return calls.ToDictionary(
            call => call.Id,
            call =>
                erased.Contains(call.Id) ? CallStanding.Excluded
                : parked.Contains(call.Id) ? CallStanding.Parked
                : states.TryGetValue(call.Id, out var state) ? StandingOf(state, [.. events[call.Id]])
                : StandingOfUnknown(call)
        );
    }

    /// <summary>How many calls of the window the ledger knew.</summary>
    public async Task<int> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.CountAsync(
            call => call.Workspace == workspace.Name && call.CreatedAt >= from && call.CreatedAt <= to && call.DiscoveredAt <= asOf,
            cancellationToken
        );
    }

    private static CallStanding StandingOf(KnownCall call, List<EventStanding> events)
    {
        if (call.IsForgotten)
            return CallStanding.Excluded;
        if (events.Exists(row => row is { IsPending: true, IsOversized: true }))
            return CallStanding.Parked;
        if (events.Exists(row => row.IsPending))
            return CallStanding.Pending;
        var recorded = events.FindAll(row => row is { Type: CallEventType.CallRecorded, IsForAll: true });
        if (recorded.Count == 0)
            return call.MayBeRedacted ? CallStanding.Published : CallStanding.Unrecorded;
        return recorded.TrueForAll(row => row.IsDiscarded) ? CallStanding.Discarded : CallStanding.Published;
    }

    private CallStanding StandingOfUnknown(ShownCall call)
    {
        if (call.CreatedAt < workspace.StartFrom)
            return CallStanding.Excluded;
        if (gaps.Any(gap => call.CreatedAt >= gap.From && call.CreatedAt <= gap.To))
            return CallStanding.InGap;
        var isAhead =
            call.CreatedAt > workspace.Watermark || (call.CreatedAt >= workspace.BackfilledTo && call.CreatedAt < workspace.StartedAt);
        return isAhead ? CallStanding.Ahead : CallStanding.Missing;
    }

    private sealed record KnownCall(string CallId, DateTimeOffset DiscoveredAt, bool IsForgotten, bool MayBeRedacted);

    private sealed record EventStanding(
        string CallId,
        CallEventType Type,
        bool IsForAll,
        bool IsOversized,
        bool IsPublished,
        bool IsDiscarded
    )
    {
        public bool IsPending => !IsPublished && !IsDiscarded;
    }
}
