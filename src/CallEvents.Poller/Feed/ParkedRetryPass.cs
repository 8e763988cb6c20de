using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>Retries, slowly, what could not be read: gaps, parked calls and parked items.</summary>
internal sealed class ParkedRetryPass(
    SliceWalker walker,
    RevontGateway gateway,
    LedgerReader reader,
    LedgerWriter ledger,
    RereadSchedule schedule,
    ServerClock clock
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var gap in await reader.DueGapsAsync(schedule.Workspace, clock.Now, cancellationToken))
        {
            var slice = new Slice(gap.From, gap.To);
            if (await WalkAsync(slice, cancellationToken))
                await ledger.CommitAsync(new ClosedGap(slice), cancellationToken);
        }

        foreach (var parked in await reader.DueParkedAsync(schedule.Workspace, clock.Now, cancellationToken))
        {
            if (parked.IsCall)
                await RetryCallAsync(parked, cancellationToken);
            else
                await RetrySliceAsync(parked, cancellationToken);
        }
    }

    /// <summary>Whether the slice could be read to its end.</summary>
    private async Task<bool> WalkAsync(Slice slice, CancellationToken cancellationToken)
    {
        var isComplete = true;
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            isComplete &= page.GapError is null;
            await ledger.CommitAsync(PageMapper.Map(page, Lane.Reread), cancellationToken);
        }

        return isComplete;
    }

    private async Task RetryCallAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var result = await gateway.GetAsync(Lane.Reread, parked.Key, cancellationToken);
        await ledger.CommitAsync(
            result.Failure switch
            {
                ApiFailure.None when parked.IsFromPage => ObserveByDetail(parked, result),
                ApiFailure.None => DetailMapper.Map(parked.Key, result, Lane.Reread, clock.Now),
                ApiFailure.NotFound when !parked.IsFromPage || IsBeyondRereads(parked.To) => new ItemChanges(parked.Key) { Unpark = true },
                _ => KeepParked(parked),
            },
            cancellationToken
        );
    }

    /// <summary>
    /// A call that pages show malformed is observed by its own response, hour by hour, until a page shows it well, or no page will show it
    /// again.
    /// </summary>
    private ItemChanges ObserveByDetail(ParkedRow parked, ApiResult<RevontCall> result)
    {
        var changes = DetailMapper.Map(parked.Key, result, Lane.Reread, clock.Now);
        var createdAt = changes.Observation is CallObservation.FromDetail { Call.CreatedAt.Value: { } shown } ? shown : parked.To;
        return IsBeyondRereads(createdAt) ? changes with { Unpark = true } : changes with { Park = KeepParked(parked).Park };
    }

    /// <summary>
    /// Whether no page will show a call of that time again. Until then, a page that does would park it anew and warn again, even though its
    /// own response says that it is gone. A call whose response shows no time is no younger than its slice.
    /// </summary>
    private bool IsBeyondRereads(DateTimeOffset createdAt) => createdAt < schedule.OldestReread(clock.Now);

    /// <summary>An item without an id is found by its slice only. If it is no longer there unchanged, it was fixed or deleted.</summary>
    private async Task RetrySliceAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var isThere = false;
        await foreach (var page in walker.WalkAsync(new Slice(parked.From, parked.To), Lane.Reread, twice: false, cancellationToken))
        {
            var changes = PageMapper.Map(page, Lane.Reread);
            isThere |= page.GapError is not null || changes.Malformed.Any(item => item.Key == parked.Key);
            await ledger.CommitAsync(changes, cancellationToken);
        }

        await ledger.CommitAsync(isThere ? KeepParked(parked) : new ItemChanges(parked.Key) { Unpark = true }, cancellationToken);
    }

    private static ItemChanges KeepParked(ParkedRow parked)
    {
        var slice = parked.IsFromPage ? new Slice(parked.From, parked.To) : (Slice?)null;
        return new ItemChanges(parked.Key)
        {
            Park = new ParkRequest(new MalformedItem(parked.Key, parked.IsCall, parked.Error), slice, IsRetry: true),
        };
    }
}
