using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Reads list pages and injects page and cursor faults.</summary>
internal sealed class FaultInjectingPager(KeysetPager pager, FaultPlan plan, FaultSampler sampler, TimeProvider time, long seed)
{
    private readonly IssuedCursors issuedCursors = new(time);
    private long shuffleCount;

    /// <summary>Reads a page; null when the cursor is rejected.</summary>
    public PageBody? Read(ListQuery query) => plan.IsEmpty ? pager.Read(query) : Read(query, plan.Current);

    private PageBody? Read(ListQuery query, FaultOptions faults)
    {
        if (
            query.Cursor is not null
            && faults.ExpiredCursor is { } expiry
            && issuedCursors.IsExpired(query.Cursor, expiry)
            && sampler.Triggers(expiry, nameof(faults.ExpiredCursor))
        )
        {
            return null;
        }

        if (faults.ShortPage is { } shortPage && shortPage.Limit < query.Limit && sampler.Triggers(shortPage, nameof(faults.ShortPage)))
            query = query with { Limit = shortPage.Limit };

        var page =
            sampler.Triggers(faults.EmptyPage, nameof(faults.EmptyPage)) && KeysetPager.CreateCursorToSamePage(query) is { } cursor
                ? new PageBody([], cursor, HasMore: true)
                : pager.Read(query, sampler.Triggers(faults.OffsetCursor, nameof(faults.OffsetCursor)));
        if (page is null)
            return null;

        if (page.Data.Count > 1 && sampler.Triggers(faults.UnorderedPage, nameof(faults.UnorderedPage)))
            page = page with { Data = Shuffle(page.Data) };
        if (page.HasMore)
            page = ApplyCursorFault(query, page, faults);
        if (page.NextCursor is not null && faults.ExpiredCursor is not null)
            issuedCursors.Add(page.NextCursor);

        return page;
    }

    private PageBody ApplyCursorFault(ListQuery query, PageBody page, FaultOptions faults)
    {
        if (query.Cursor is not null && sampler.Triggers(faults.RepeatedCursor, nameof(faults.RepeatedCursor)))
            return page with { NextCursor = query.Cursor };
        if (sampler.Triggers(faults.MissingCursor, nameof(faults.MissingCursor)))
            return page with { NextCursor = null };
        if (sampler.Triggers(faults.UnexpectedCursor, nameof(faults.UnexpectedCursor)))
            return page with { HasMore = false };

        return page;
    }

    private PageItemBody[] Shuffle(IReadOnlyList<PageItemBody> data)
    {
        var random = new SeededRandom(seed, "shuffle", Interlocked.Increment(ref shuffleCount));
        return [.. data.Select(item => (item, Rank: random.NextFraction())).OrderBy(ranked => ranked.Rank).Select(ranked => ranked.item)];
    }
}
