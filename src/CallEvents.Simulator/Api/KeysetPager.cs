using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>
/// Reads pages by keyset pagination. A cursor identifies the last call of its page rather than an offset, so that calls added or
/// deleted while paging cause neither repeated nor missing calls. Offset cursors exist only as an injected fault.
/// </summary>
internal sealed class KeysetPager(SimulatedWorkspace workspace)
{
    /// <summary>Reads a page; null when the cursor is invalid.</summary>
    /// <param name="query">The filter, limit and cursor of the request.</param>
    /// <param name="useOffsetCursor">Whether the next cursor is an offset.</param>
    public PageBody? Read(ListQuery query, bool useOffsetCursor = false)
    {
        if (ReadCursor(query) is not { } cursor)
            return null;

        // Reading one more than the limit determines whether more calls follow.
        var calls = workspace.Read(query.Filter, cursor.Before, query.Limit + 1, cursor.Skip);
        var hasMore = calls.Count > query.Limit;
        var data = calls.Take(query.Limit).Select(state => new PageItemBody(state)).ToArray();
        var next =
            useOffsetCursor ? cursor with { Skip = cursor.Skip + query.Limit, Salt = 0 }
            : hasMore ? new PageCursor(CallPosition.Of(calls[query.Limit - 1].Call))
            : null;
        return new(data, hasMore ? next!.Write() : null, hasMore);
    }

    /// <summary>Creates a different cursor to the start of the requested page; null when the cursor is invalid.</summary>
    public static string? CreateCursorToSamePage(ListQuery query) =>
        ReadCursor(query) is { } cursor ? (cursor with { Salt = cursor.Salt + 1 }).Write() : null;

    private static PageCursor? ReadCursor(ListQuery query) =>
        query.Cursor is null ? PageCursor.Start
        : PageCursor.TryRead(query.Cursor, out var cursor) ? cursor
        : null;
}
