using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Serving;

/// <summary>
/// Cuts the list into pages. A cursor names the last call of its page and not a number of calls, so calls that come or go
/// meanwhile neither repeat nor hide others; unless it is told to misbehave.
/// </summary>
internal sealed class KeysetPager(SimulatedWorkspace workspace)
{
    /// <summary>Reads a page; null when the cursor is none of ours.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="byNumber">Whether the next cursor is to be a number of calls.</param>
    public PageBody? Read(ListQuery query, bool byNumber = false)
    {
        if (ReadCursor(query) is not { } cursor)
            return null;

        // One more than asked for tells whether there are more.
        var calls = workspace.Read(query.Filter, cursor.Before, query.Limit + 1, cursor.Skip);
        var hasMore = calls.Count > query.Limit;
        var data = calls.Take(query.Limit).Select(truth => new PageItemBody(truth)).ToArray();
        var next = byNumber ? cursor with { Skip = cursor.Skip + query.Limit, Salt = 0 }
            : hasMore ? new PageCursor(CallPosition.Of(calls[query.Limit - 1].Call))
            : null;
        return new(data, hasMore ? next!.Write() : null, hasMore);
    }

    /// <summary>Another cursor to where this page begins; null when the cursor is none of ours.</summary>
    public static string? Stay(ListQuery query) =>
        ReadCursor(query) is { } cursor ? (cursor with { Salt = cursor.Salt + 1 }).Write() : null;

    private static PageCursor? ReadCursor(ListQuery query) =>
        query.Cursor is null ? PageCursor.Start : PageCursor.TryRead(query.Cursor, out var cursor) ? cursor : null;
}
