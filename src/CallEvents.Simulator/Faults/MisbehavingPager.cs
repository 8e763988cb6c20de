using CallEvents.Simulator.Generation;
using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Faults;

/// <summary>Cuts the list into pages as the switches say; while none is on, as it should be.</summary>
internal sealed class MisbehavingPager(KeysetPager pager, MisbehaviourPlan plan, Lottery lottery, TimeProvider time, long seed)
{
    private readonly GivenCursors given = new(time);
    private long shuffled;

    /// <summary>Reads a page; null when the cursor is refused.</summary>
    public PageBody? Read(ListQuery query) => plan.IsQuiet ? pager.Read(query) : Read(query, plan.Now);

    private PageBody? Read(ListQuery query, Misbehaviour now)
    {
        if (query.Cursor is not null && now.ExpiredCursor is { } expiry && given.IsOver(query.Cursor, expiry)
            && lottery.Strikes(expiry, nameof(now.ExpiredCursor)))
        {
            return null;
        }

        if (now.ShortPage is { } shortPage && shortPage.Limit < query.Limit && lottery.Strikes(shortPage, nameof(now.ShortPage)))
            query = query with { Limit = shortPage.Limit };

        var page = Strikes(now.EmptyPage, nameof(now.EmptyPage)) && KeysetPager.Stay(query) is { } stay
            ? new PageBody([], stay, HasMore: true)
            : pager.Read(query, now.PositionCursor is not null && Strikes(now.PositionCursor, nameof(now.PositionCursor)));
        if (page is null)
            return null;

        if (page.Data.Count > 1 && Strikes(now.UnorderedPage, nameof(now.UnorderedPage)))
            page = page with { Data = Shuffle(page.Data) };
        if (page.HasMore)
            page = SpoilCursor(query, page, now);
        if (page.NextCursor is not null && now.ExpiredCursor is not null)
            given.Give(page.NextCursor);

        return page;
    }

    private PageBody SpoilCursor(ListQuery query, PageBody page, Misbehaviour now) =>
        query.Cursor is not null && Strikes(now.RepeatedCursor, nameof(now.RepeatedCursor)) ? page with { NextCursor = query.Cursor }
        : Strikes(now.MissingCursor, nameof(now.MissingCursor)) ? page with { NextCursor = null }
        : Strikes(now.ContradictingCursor, nameof(now.ContradictingCursor)) ? page with { HasMore = false }
        : page;

    private bool Strikes(Fault? fault, string kind) => lottery.Strikes(fault, kind);

    private PageItemBody[] Shuffle(IReadOnlyList<PageItemBody> data)
    {
        var dice = new Dice(seed, "shuffle", Interlocked.Increment(ref shuffled));
        return [.. data.Select(item => (item, Place: dice.Fraction())).OrderBy(placed => placed.Place).Select(placed => placed.item)];
    }
}
