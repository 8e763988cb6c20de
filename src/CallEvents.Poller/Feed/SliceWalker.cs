using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks a slice page by page to its end, and recovers from failures: it retries, splits the slice, or, at one second's length and while
/// the API answers elsewhere, skips it as a gap.
/// </summary>
internal sealed class SliceWalker(PageWalker pages, RevontGateway gateway, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ServerClock Clock => gateway.Account.Clock;

    /// <param name="whole">The slice.</param>
    /// <param name="lane">The lane of the requests.</param>
    /// <param name="twice">
    /// Whether a slice of several pages is walked a second time before it counts: no re-read will cover it, and a call that is deleted
    /// during the walk pulls another one across the border between two pages.
    /// </param>
    /// <param name="cancellationToken">Ends the walk; the slice stays open.</param>
    public async IAsyncEnumerable<SlicePage> WalkAsync(
        Slice whole,
        Lane lane,
        bool twice,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var open = new Stack<Slice>([whole]);
        var failures = 0;
        while (open.TryPop(out var slice))
        {
            SlicePage? failed = null;
            await foreach (var page in WalkOnceOrTwiceAsync(slice, lane, twice, cancellationToken))
            {
                failed = page.Failure == ApiFailure.None ? null : page;
                if (failed is null || page.Items.Count > 0)
                    yield return page;
            }

            var recovery = failed is null ? Recovery.None : await ChooseRecoveryAsync(slice, failed, ++failures, lane, cancellationToken);
            if (recovery is Recovery.Retry)
            {
                open.Push(slice);
                if (failed!.Failure != ApiFailure.CursorRejected)
                    await Task.Delay(Second, time, cancellationToken);
                continue;
            }

            failures = 0;
            if (recovery is Recovery.Split)
            {
                open.Push(slice.Halve().Newer);
                open.Push(slice.Halve().Older);
            }
            else if (recovery is Recovery.Skip)
            {
                yield return new SlicePage
                {
                    Slice = slice,
                    SentAt = Clock.Now,
                    ClosedUpTo = ClosedUpTo(slice, null),
                    GapError = failed!.Error,
                };
            }
        }
    }

    /// <summary>The pages of a walk, and of a second one where it is needed. Ends with the first page that cannot be followed.</summary>
    private async IAsyncEnumerable<SlicePage> WalkOnceOrTwiceAsync(
        Slice slice,
        Lane lane,
        bool twice,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var walk = twice ? 1 : 2; walk <= 2; walk++)
        {
            SlicePage? first = null;
            await foreach (var page in pages.WalkAsync(slice, lane, cancellationToken))
            {
                var isSinglePage = first is null && page.IsLast;
                first ??= page;
                var closes = page.IsLast && (isSinglePage || walk == 2);
                yield return closes ? page with { ClosedUpTo = ClosedUpTo(slice, first.Date) } : page;
                if (isSinglePage || page.Failure != ApiFailure.None)
                    yield break;
            }
        }
    }

    /// <summary>
    /// Up to where a walk closes the past. A slice that ends now ends in the middle of a second, by two clocks: the calls of that second
    /// may still be created.
    /// </summary>
    private DateTimeOffset ClosedUpTo(Slice slice, DateTimeOffset? date)
    {
        var now = Clock.Now;
        var certain = Slice.Floor(date is { } api && api < now ? api : now) - Second;
        return slice.To < certain ? slice.To : certain;
    }

    private async Task<Recovery> ChooseRecoveryAsync(
        Slice slice,
        SlicePage failed,
        int failures,
        Lane lane,
        CancellationToken cancellationToken
    )
    {
        var isCursorRejected = failed.Failure == ApiFailure.CursorRejected;

        // Once may be chance. After a second failure it depends on whether the API is unavailable or this slice is broken.
        if (failures < 2)
            return Recovery.Retry;
        if (!isCursorRejected && !await AnswersElsewhereAsync(slice, lane, cancellationToken))
            return Recovery.Retry;
        if (slice.CanBeHalved)
            return Recovery.Split;

        // A gap delays its calls, so a slice of one second gets more attempts: the API may just fail at random.
        return failures < 6 ? Recovery.Retry : Recovery.Skip;
    }

    /// <summary>An outage must not become a gap: requests one call of two seconds that are far from the slice.</summary>
    private async Task<bool> AnswersElsewhereAsync(Slice slice, Lane lane, CancellationToken cancellationToken)
    {
        var now = Clock.Now;
        var newest = new Slice(now - Second, now);
        var older = new Slice(slice.From - TimeSpan.FromDays(1), slice.From - TimeSpan.FromDays(1) + Second);
        foreach (var elsewhere in (Slice[])(slice.To < newest.From ? [newest, older] : [older]))
        {
            var result = await gateway.ListAsync(lane, elsewhere, null, cancellationToken, limit: 1);
            if (result is { Failure: ApiFailure.None, Value.IsConsistent: true })
                return true;
        }

        return false;
    }

    private enum Recovery
    {
        None,
        Retry,
        Split,
        Skip,
    }
}
