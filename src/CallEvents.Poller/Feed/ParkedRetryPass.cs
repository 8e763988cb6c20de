using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;

namespace CallEvents.Poller.Feed;

/// <summary>Retries, slowly, the parked calls and items.</summary>
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
        foreach (var parked in await reader.DueParkedAsync(schedule.Workspace, clock.Now, cancellationToken))
        {
            await RetryAsync(parked, cancellationToken);
        }
    }

    public Task RetryAsync(ParkedRow parked, CancellationToken cancellationToken) =>
        parked.IsCall ? RetryCallAsync(parked, cancellationToken) : RetryItemAsync(parked, cancellationToken);

    private async Task RetryCallAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var result = await gateway.GetAsync(Lane.Reread, parked.Key, cancellationToken);
        var changes = result.Failure switch
        {
            ApiFailure.None when parked.IsFromPage => ObserveByDetail(parked, result),
            ApiFailure.None => DetailMapper.Map(parked.Key, result, Lane.Reread),
            ApiFailure.InvalidBody when !parked.IsFromPage => DetailMapper.Park(parked.Key, result.Error!, clock.Now),
            ApiFailure.NotFound => await LookForAsync(parked, cancellationToken),
            _ => KeepParked(parked),
        };
        await ledger.CommitAsync(changes, cancellationToken);
    }

    /// <summary>
    /// A call that pages show malformed is observed by its own response, time after time, until a page shows it well, or no page will show
    /// it again.
    /// </summary>
    private ItemChanges ObserveByDetail(ParkedRow parked, ApiResult<RevontCall> result)
    {
        var isBeyond = IsBeyondRereads(result.Value!.Call!.CreatedAt.Value ?? parked.To);
        return DetailMapper.Map(parked.Key, result, Lane.Reread) with { IsReleasedWhenRead = isBeyond, StaysParked = !isBeyond };
    }

    /// <summary>
    /// A call that its own request does not find was deleted, unless a page lists it: the API may be a moment behind, or have lost a part
    /// of its data. While pages that are walked anyway can show it, they decide.
    /// </summary>
    private async Task<ItemChanges> LookForAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        if (parked.IsFromPage)
            return IsBeyondRereads(parked.To) ? await LookForAsync(parked, SliceOf(parked), cancellationToken) : KeepParked(parked);

        var createdAt = await reader.CreatedAtAsync(schedule.Workspace, parked.Key, cancellationToken);
        return createdAt is { } at ? await LookForAsync(parked, new Slice(at, at), cancellationToken) : Gone(parked);
    }

    /// <summary>
    /// Whether no page will show a call of that time again. Until then, a page that does would park it anew and warn again, even though its
    /// own response says that it is gone. A call whose response shows no time is no younger than its slice.
    /// </summary>
    private bool IsBeyondRereads(DateTimeOffset createdAt) => createdAt < schedule.OldestReread(clock.Now);

    /// <summary>An item without an id is found by its slice only. If it is no longer there unchanged, it was fixed or deleted.</summary>
    private async Task RetryItemAsync(ParkedRow parked, CancellationToken cancellationToken) =>
        await ledger.CommitAsync(await LookForAsync(parked, SliceOf(parked), cancellationToken), cancellationToken);

    /// <summary>Walks a slice for a parked item: it is gone when the slice could be read and does not list it.</summary>
    private async Task<ItemChanges> LookForAsync(ParkedRow parked, Slice slice, CancellationToken cancellationToken)
    {
        var isThere = false;
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            var changes = PageMapper.Map(page, Lane.Reread);
            isThere |= page.Gaps.Count > 0 || page.Items.Any(item => (item.Call?.Id ?? item.Malformed!.Key) == parked.Key);
            await ledger.CommitAsync(changes, cancellationToken);
        }

        return isThere ? KeepParked(parked) : Gone(parked);
    }

    private static ItemChanges Gone(ParkedRow parked) => new(parked.Key) { IsGone = true };

    private static Slice SliceOf(ParkedRow parked) => new(parked.From, parked.To);

    private static ItemChanges KeepParked(ParkedRow parked) => new(parked.Key) { StaysParked = true };
}
