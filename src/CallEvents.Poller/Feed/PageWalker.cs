using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>Follows the cursors of one slice from its newest call to its oldest, and detects cursors that lead nowhere.</summary>
internal sealed class PageWalker(RevontGateway gateway)
{
    public async IAsyncEnumerable<SlicePage> WalkAsync(
        Slice slice,
        Lane lane,
        bool isSuspect,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var trail = new CursorTrail();
        string? cursor = null;
        var hasMore = true;
        while (true)
        {
            var result = await gateway.ListAsync(lane, slice, cursor, cancellationToken, isSuspect: isSuspect);
            var page = new SlicePage
            {
                Slice = slice,
                SentAt = result.SentAt,
                Date = result.Date,
            };
            if (result.Failure != ApiFailure.None)
            {
                // The page before was marked as the last one, and had a cursor nevertheless: the mark was right.
                var isEnd = !hasMore && result.Failure == ApiFailure.CursorRejected;
                yield return isEnd ? page with { IsLast = true } : page with { Failure = result.Failure, Error = result.Error };
                yield break;
            }

            var body = result.Value!;
            cursor = string.IsNullOrEmpty(body.NextCursor) ? null : body.NextCursor;
            hasMore = body.HasMore ?? cursor is not null;

            // A shorter page without either is the last one; a full one may be the first of many.
            var (isLast, error) =
                cursor is null && body.HasMore is null && body.Data!.Count >= RevontGateway.PageSize
                    ? (false, "a full page without has_more and next_cursor")
                    : trail.Follow(body.Data!, hasMore, cursor);
            yield return page with
            {
                Items = body.Data!,
                IsLast = isLast,
                Failure = error is null ? ApiFailure.None : ApiFailure.InvalidBody,
                Error = error,
            };
            if (isLast || error is not null)
                yield break;
        }
    }
}
