using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks a slice page by page to its end, and finds a way where there is trouble: again, in halves, or, at one second's
/// length and while the API answers elsewhere, past it.
/// </summary>
internal sealed class SliceWalker(PageWalker pages, RevontGateway gateway, ServerClock clock, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="whole">The slice.</param>
    /// <param name="lane">Who pays.</param>
    /// <param name="twice">
    /// Whether a walk of several pages is done a second time before it counts: no re-read will come by, and a call that is
    /// deleted while we page pulls another one across the border between two pages.
    /// </param>
    /// <param name="cancellationToken">Ends the walk; the slice stays open.</param>
    public async IAsyncEnumerable<SlicePage> WalkAsync(Slice whole, Lane lane, bool twice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new Stack<Slice>([whole]);
        var failures = new FailureCounts();
        while (open.TryPop(out var slice))
        {
            Page? failed = null;
            for (var walks = twice ? 2 : 1; walks > 0; walks--)
            {
                DateTimeOffset? date = null;
                var first = true;
                await foreach (var page in pages.WalkAsync(slice, lane, cancellationToken))
                {
                    date = first ? page.Date : date;
                    var closes = page.IsLast && (first || walks == 1);
                    first = false;
                    failed = page.Failure == ApiFailure.None ? null : page;
                    if (closes)
                        walks = 0;
                    if (failed is null || page.Items.Count > 0)
                        yield return new SlicePage(slice, page.Items, page.SentAt, closes ? ClosedUpTo(slice, date) : null);
                }

                if (failed is not null)
                    break;
            }

            switch (failed is null ? Recovery.None : await ChooseRecoveryAsync(slice, failed, failures, lane, cancellationToken))
            {
                case Recovery.Retry:
                    if (failed!.Failure != ApiFailure.CursorRejected)
                        await Task.Delay(Second, time, cancellationToken);
                    open.Push(slice);
                    break;
                case Recovery.Split:
                    open.Push(slice.Halve().Newer);
                    open.Push(slice.Halve().Older);
                    failures = new FailureCounts();
                    break;
                case Recovery.Skip:
                    yield return new SlicePage(slice, [], clock.Now, ClosedUpTo(slice, null), failed!.Error);
                    failures = new FailureCounts();
                    break;
                default:
                    failures = new FailureCounts();
                    break;
            }
        }
    }

    /// <summary>
    /// How far a slice that has been walked closes the past. A slice that ends now ends in the middle of a second, by two
    /// clocks: the calls of that second may still be coming.
    /// </summary>
    private DateTimeOffset ClosedUpTo(Slice slice, DateTimeOffset? date)
    {
        var now = clock.Now;
        var certain = Slice.Floor(date is { } api && api < now ? api : now) - Second;
        return slice.To < certain ? slice.To : certain;
    }

    private async Task<Recovery> ChooseRecoveryAsync(Slice slice, Page failed, FailureCounts failures, Lane lane, CancellationToken cancellationToken)
    {
        if (failed.Failure == ApiFailure.CursorRejected)
            failures.Cursors++;
        else
            failures.Failures++;

        // Once may be chance. What follows a second failure depends on whether the API is away or this slice is broken.
        if (failures.Cursors + failures.Failures < 2)
            return Recovery.Retry;
        if (failed.Failure != ApiFailure.CursorRejected && !await AnswersElsewhereAsync(slice, lane, cancellationToken))
            return Recovery.Retry;
        if (slice.CanBeHalved)
            return Recovery.Split;

        // A gap delays its calls: at one second's length chance gets more tries, since the API may just be failing here and there.
        return failures.Cursors + failures.Failures < 6 ? Recovery.Retry : Recovery.Skip;
    }

    /// <summary>An outage must not become a gap: asks for one call of two seconds that are far from the slice.</summary>
    private async Task<bool> AnswersElsewhereAsync(Slice slice, Lane lane, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var newest = new Slice(now - Second, now);
        var older = new Slice(slice.From - TimeSpan.FromDays(1), slice.From - TimeSpan.FromDays(1) + Second);
        foreach (var elsewhere in (Slice[])(slice.To < newest.From ? [newest, older] : [older]))
        {
            var answer = await gateway.ListAsync(lane, elsewhere, null, cancellationToken, limit: 1);
            if (answer.Failure == ApiFailure.None && PageWalker.IsConsistent(answer.Value!))
                return true;
        }

        return false;
    }

    private sealed class FailureCounts
    {
        public int Cursors { get; set; }

        public int Failures { get; set; }
    }

    private enum Recovery
    {
        None,
        Retry,
        Split,
        Skip,
    }
}
