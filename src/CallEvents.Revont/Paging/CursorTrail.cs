using CallEvents.Revont.Responses;

namespace CallEvents.Revont.Paging;

/// <summary>The cursors and items of one walk so far, by which a walk in circles is detected.</summary>
internal sealed class CursorTrail
{
    /// <summary>The longest page of the API.</summary>
    public const int PageSize = 100;

    private const int MaxEmptyPages = 100;

    private readonly HashSet<string> cursors = new(StringComparer.Ordinal);
    private readonly HashSet<int> items = [];
    private int emptyPages;

    /// <summary>The next page; null for the first one.</summary>
    public string? Cursor { get; private set; }

    /// <summary>Whether the page before was marked as the last one: when its cursor is rejected nevertheless, the mark was right.</summary>
    public bool IsMarkedAsLast { get; private set; }

    /// <summary>Decides whether the walk ends or continues after a page. A shorter page without either mark is the last one.</summary>
    public (bool IsLast, string? Error) Follow(RevontPage page)
    {
        Cursor = string.IsNullOrEmpty(page.NextCursor) ? null : page.NextCursor;
        var hasMore = page.HasMore ?? Cursor is not null;
        IsMarkedAsLast = !hasMore;

        // A full page may be the first of many.
        return Cursor is null && page.HasMore is null && page.Data!.Count >= PageSize
            ? (false, "a full page without has_more and next_cursor")
            : Follow(page.Data!, hasMore, Cursor);
    }

    /// <summary>
    /// Decides whether the walk ends or continues after a page. <c>has_more</c> without a cursor, or a cursor or page that was there
    /// before, cannot be followed: the slice is not complete. A cursor without <c>has_more</c> is a contradiction; it is followed, since a
    /// page too many costs a request and a page too few a call.
    /// </summary>
    private (bool IsLast, string? Error) Follow(List<PageItem> page, bool hasMore, string? cursor)
    {
        var isNewCursor = cursor is null || cursors.Add(cursor);
        var isNewPage = page.Aggregate(page.Count == 0, (isNew, item) => items.Add(item.Hash) || isNew);
        emptyPages = page.Count == 0 ? emptyPages + 1 : 0;
        return (hasMore, cursor) switch
        {
            (true, null) => (false, "has_more without next_cursor"),
            (true, _) when !isNewCursor => (false, "a repeated next_cursor"),
            (true, _) when !isNewPage => (false, "a repeated page"),
            (true, _) when emptyPages > MaxEmptyPages => (false, "too many empty pages"),
            (true, _) => (false, null),
            (false, null) => (true, null),
            (false, _) => (!isNewCursor || !isNewPage || emptyPages > 0, null),
        };
    }
}
