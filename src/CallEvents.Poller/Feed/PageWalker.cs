using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Paging;
using CallEvents.Revont.Requests;

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
        while (true)
        {
            var result = await gateway.ListAsync(lane, slice, trail.Cursor, cancellationToken, isSuspect: isSuspect);
            var page = new SlicePage
            {
                Slice = slice,
                SentAt = result.SentAt,
                Date = result.Date,
            };
            if (result.Failure != ApiFailure.None)
            {
                // The page before was marked as the last one, and had a cursor nevertheless: the mark was right.
                var isEnd = trail.IsMarkedAsLast && result.Failure == ApiFailure.CursorRejected;
                yield return isEnd ? page with { IsLast = true } : page with { Failure = result.Failure, Error = result.Error };
                yield break;
            }

            var body = result.Value!;
            var (isLast, error) = trail.Follow(body);
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
