using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Looks up in the ledger how far calls have come. Reads only.</summary>
internal sealed class LedgerComparison(
    IDbContextFactory<LedgerDbContext> contexts,
    WorkspaceRow workspace,
    IReadOnlyList<GapRow> gaps,
    IReadOnlySet<string> erased,
    int maxBytes
)
{
    public async Task<IReadOnlyDictionary<string, CallStanding>> FindAsync(
        IReadOnlyList<ShownCall> calls,
        CancellationToken cancellationToken
    )
    {
        var ids = calls.Select(call => call.Id).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context
            .CallsById(workspace.Name, ids)
            .Select(call => new { call.CallId, IsRedacted = call.Fingerprint != null })
            .ToDictionaryAsync(call => call.CallId, call => call.IsRedacted, cancellationToken);
        var events = (
            await context
                .Outbox.Where(row => row.Workspace == workspace.Name && ids.Contains(row.CallId))
                .Select(row => new EventStanding(
                    row.CallId,
                    row.Type,
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
                : known.TryGetValue(call.Id, out var isRedacted) ? StandingOf([.. events[call.Id]], isRedacted)
                : StandingOfUnknown(call)
        );
    }

    /// <summary>How many calls of the window the ledger knows.</summary>
    public async Task<int> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Calls.CountAsync(
            call => call.Workspace == workspace.Name && call.CreatedAt >= from && call.CreatedAt <= to,
            cancellationToken
        );
    }

    /// <summary>Redaction deletes published events. Without redaction, a call without <c>CallRecorded</c> was never published.</summary>
    private static CallStanding StandingOf(List<EventStanding> events, bool isRedacted)
    {
        var recorded = events.Find(row => row.Type == CallEventType.CallRecorded);
        if (recorded is null && !isRedacted)
            return CallStanding.Missing;
        if (events.Exists(row => row is { IsPending: true, IsOversized: true }))
            return CallStanding.Parked;
        if (events.Exists(row => row.IsPending))
            return CallStanding.Pending;
        return recorded is { IsDiscarded: true } ? CallStanding.Discarded : CallStanding.Published;
    }

    private CallStanding StandingOfUnknown(ShownCall call)
    {
        if (call.CreatedAt < workspace.StartFrom)
            return CallStanding.Excluded;
        if (gaps.Any(gap => call.CreatedAt >= gap.From && call.CreatedAt <= gap.To))
            return CallStanding.Parked;
        var isAhead =
            call.CreatedAt > workspace.Watermark || (call.CreatedAt >= workspace.BackfilledTo && call.CreatedAt < workspace.StartedAt);
        return isAhead ? CallStanding.Pending : CallStanding.Missing;
    }

    private sealed record EventStanding(string CallId, CallEventType Type, bool IsOversized, bool IsPublished, bool IsDiscarded)
    {
        public bool IsPending => !IsPublished && !IsDiscarded;
    }
}
