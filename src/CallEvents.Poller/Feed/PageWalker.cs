using System.Runtime.CompilerServices;
using System.Text.Json;
using CallEvents.Poller.Api;

namespace CallEvents.Poller.Feed;

/// <summary>Follows the cursors of one slice from its newest call to its oldest, and sees when they lead nowhere.</summary>
internal sealed class PageWalker(RevontGateway gateway)
{
    private const int MostEmptyPages = 100;

    public async IAsyncEnumerable<Page> WalkAsync(Slice slice, Lane lane, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        var empty = 0;
        while (true)
        {
            var answer = await gateway.ListAsync(lane, slice, cursor, cancellationToken);
            if (answer.Failure != ApiFailure.None)
            {
                yield return new Page([], answer.SentAt, answer.Date, false, answer.Failure, answer.Error);
                yield break;
            }

            var page = answer.Value!;
            var items = page.Data!;
            cursor = string.IsNullOrEmpty(page.NextCursor) ? null : page.NextCursor;
            empty = items.Count == 0 ? empty + 1 : 0;
            var (isLast, error) = WhatNext(page, cursor, cursor is null || cursors.Add(cursor), empty);
            yield return new Page(items, answer.SentAt, answer.Date, isLast, error is null ? ApiFailure.None : ApiFailure.BadBody, error);
            if (isLast || error is not null)
                yield break;
        }
    }

    /// <summary>Whether a first page makes sense by itself.</summary>
    public static bool IsSound(RevontPage page) => page is not { HasMore: true, NextCursor: null or "" };

    /// <summary>
    /// has_more without a cursor, or a cursor seen before, cannot be followed: the slice is not complete. A cursor without
    /// has_more contradicts itself; it is followed, since a page too many costs a request and a page too few a call.
    /// </summary>
    private static (bool IsLast, string? Error) WhatNext(RevontPage page, string? cursor, bool isNew, int emptyPages) => (page.HasMore, cursor) switch
    {
        (true, null) => (false, "has_more without next_cursor"),
        (_, null) => (true, null),
        (true, _) when !isNew => (false, "a next_cursor that was there before"),
        (true, _) when emptyPages > MostEmptyPages => (false, "empty pages without end"),
        (true, _) => (false, null),
        _ => (!isNew || emptyPages > 0, null),
    };
}

/// <summary>One answer of a walk: its calls, and whether it was the last one, or why it cannot be followed.</summary>
internal sealed record Page(IReadOnlyList<JsonElement> Items, DateTimeOffset SentAt, DateTimeOffset? Date, bool IsLast, ApiFailure Failure, string? Error);
