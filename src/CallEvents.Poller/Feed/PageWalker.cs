using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>Follows the cursors of one slice from its newest call to its oldest, and sees when they lead nowhere.</summary>
internal sealed class PageWalker(RevontGateway gateway)
{
    private const int MaxEmptyPages = 100;

    public async IAsyncEnumerable<Page> WalkAsync(Slice slice, Lane lane, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new CursorTrail();
        string? cursor = null;
        var hasMore = true;
        while (true)
        {
            var answer = await gateway.ListAsync(lane, slice, cursor, cancellationToken);
            if (answer.Failure != ApiFailure.None)
            {
                // The page before said that it was the last, and had a cursor all the same. What it said was right.
                var isEnd = !hasMore && answer.Failure == ApiFailure.CursorRejected;
                yield return new Page([], answer.SentAt, answer.Date, isEnd, isEnd ? ApiFailure.None : answer.Failure, answer.Error);
                yield break;
            }

            var page = answer.Value!;
            cursor = string.IsNullOrEmpty(page.NextCursor) ? null : page.NextCursor;
            hasMore = page.HasMore ?? cursor is not null;
            var (isLast, error) = walk.Follow(page.Data!, hasMore, cursor);
            yield return new Page(page.Data!, answer.SentAt, answer.Date, isLast, error is null ? ApiFailure.None : ApiFailure.InvalidBody, error);
            if (isLast || error is not null)
                yield break;
        }
    }

    /// <summary>Whether a first page makes sense by itself.</summary>
    public static bool IsConsistent(RevontPage page) => page is not { HasMore: true, NextCursor: null or "" };

    /// <summary>The cursors and items of one walk so far, by which it is seen that it goes in circles.</summary>
    private sealed class CursorTrail
    {
        private readonly HashSet<string> cursors = new(StringComparer.Ordinal);
        private readonly HashSet<int> items = [];
        private int emptyPages;

        /// <summary>
        /// has_more without a cursor, or a cursor or page that was there before, cannot be followed: the slice is not complete. A
        /// cursor without has_more contradicts itself; it is followed, since a page too many costs a request and a page too few
        /// a call.
        /// </summary>
        public (bool IsLast, string? Error) Follow(List<JsonElement> page, bool hasMore, string? cursor)
        {
            var isNewCursor = cursor is null || cursors.Add(cursor);
            var isNewPage = page.Aggregate(page.Count == 0, (isNew, item) => items.Add(Hash(item)) || isNew);
            emptyPages = page.Count == 0 ? emptyPages + 1 : 0;
            return (hasMore, cursor) switch
            {
                (true, null) => (false, "has_more without next_cursor"),
                (true, _) when !isNewCursor => (false, "a next_cursor that was there before"),
                (true, _) when !isNewPage => (false, "a page that was there before"),
                (true, _) when emptyPages > MaxEmptyPages => (false, "empty pages without end"),
                (true, _) => (false, null),
                (false, null) => (true, null),
                (false, _) => (!isNewCursor || !isNewPage || emptyPages > 0, null),
            };
        }

        private static int Hash(JsonElement item)
        {
            var hash = new HashCode();
            hash.AddBytes(JsonMarshal.GetRawUtf8Value(item));
            return hash.ToHashCode();
        }
    }
}

/// <summary>One answer of a walk: its calls, and whether it was the last one, or why it cannot be followed.</summary>
internal sealed record Page(IReadOnlyList<JsonElement> Items, DateTimeOffset SentAt, DateTimeOffset? Date, bool IsLast, ApiFailure Failure, string? Error);
