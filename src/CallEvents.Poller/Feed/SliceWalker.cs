using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Revont.Requests;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks a slice page by page to its end, and recovers from failures: it retries, splits the slice, or, while the API answers elsewhere,
/// reads what can be read of it and skips the rest as gaps.
/// </summary>
internal sealed class SliceWalker(PageWalker pages, RevontGateway gateway, PollerMetrics metrics, TimeProvider time, Random random)
{
    private const int MaxRequests = 150;
    private const int MaxCursorFailures = 6;

    /// <summary>For live slices: newer calls wait meanwhile, and the retries of the gap go on where this ends.</summary>
    private static readonly TimeSpan MaxLiveTime = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ServerClock Clock => gateway.Account.Clock;

    /// <inheritdoc cref="WalkAsync(Slice, Lane, bool, RecoveryBudget, CancellationToken)"/>
    public IAsyncEnumerable<SlicePage> WalkAsync(Slice whole, Lane lane, bool twice, CancellationToken cancellationToken) =>
        WalkAsync(whole, lane, twice, new RecoveryBudget(MaxRequests, MaxTime, time), cancellationToken);

    /// <summary>Walks a slice of a poll.</summary>
    /// <param name="whole">The slice.</param>
    /// <param name="watermark">What is older was readable a moment ago, so that a failure is searched in what is newer first.</param>
    /// <param name="cancellationToken">Ends the walk; the slice stays open.</param>
    public IAsyncEnumerable<SlicePage> WalkLiveAsync(Slice whole, DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        var budget = new RecoveryBudget(MaxRequests, MaxLiveTime, time) { FirstCut = Slice.Floor(watermark) };
        return WalkAsync(whole, Lane.Live, twice: false, budget, cancellationToken);
    }

    /// <param name="whole">The slice.</param>
    /// <param name="lane">The lane of the requests.</param>
    /// <param name="twice">
    /// Whether a slice of several pages is walked a second time before it counts: no re-read will cover it, and a call that is deleted
    /// during the walk pulls another one across the border between two pages.
    /// </param>
    /// <param name="budget">What may be spent on a slice that cannot be read, before the rest of it is a gap.</param>
    /// <param name="cancellationToken">Ends the walk; the slice stays open.</param>
    public async IAsyncEnumerable<SlicePage> WalkAsync(
        Slice whole,
        Lane lane,
        bool twice,
        RecoveryBudget budget,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var probe = new RangeProbe(gateway, time, random);
        var open = new Stack<Slice>([whole]);
        var (failures, isSuspect) = (0, budget.IsForSuspects);
        while (open.TryPop(out var slice))
        {
            SlicePage? failed = null;
            await foreach (var page in WalkOnceOrTwiceAsync(slice, lane, twice, isSuspect, cancellationToken))
            {
                failed = page.Failure == ApiFailure.None ? null : page;
                if (failed is null || page.Items.Count > 0)
                    yield return page;
            }

            if (failed is null)
            {
                (failures, isSuspect) = (0, budget.IsForSuspects);
                continue;
            }

            var recovery = await ChooseRecoveryAsync(slice, failed, ++failures, isSuspect, probe, lane, cancellationToken);
            metrics.SliceRestarted(gateway.Account.Workspace, lane, NameOf(recovery));
            switch (recovery)
            {
                case Recovery.Retry:
                    open.Push(slice);
                    break;
                case Recovery.RetryAsSuspect:
                    open.Push(slice);
                    isSuspect = true;
                    break;
                case Recovery.Split:
                    failures = 0;
                    open.Push(slice.Halve().Newer);
                    open.Push(slice.Halve().Older);
                    break;
                case Recovery.ReadParts:
                    var parts = new SliceRecovery(
                        part => WalkOnceOrTwiceAsync(part, lane, twice, isSuspect: true, cancellationToken),
                        probe,
                        budget,
                        time
                    );
                    await foreach (var page in parts.WalkAsync(slice, failed.Error!, lane, cancellationToken))
                        yield return page;

                    // An outage that began meanwhile must not become a gap either.
                    if (parts.Gaps.Count > 0 && !await probe.AnswersElsewhereAsync(slice, lane, cancellationToken))
                    {
                        open.Push(slice);
                        break;
                    }

                    (failures, isSuspect) = (0, budget.IsForSuspects);
                    yield return new SlicePage
                    {
                        Slice = slice,
                        SentAt = Clock.Now,
                        ClosedUpTo = parts.ClosedUpTo ?? ClosedUpTo(slice, null),
                        Gaps = parts.Gaps,
                    };
                    break;
            }
        }
    }

    /// <summary>The pages of a walk, and of a second one where it is needed. Ends with the first page that cannot be followed.</summary>
    private async IAsyncEnumerable<SlicePage> WalkOnceOrTwiceAsync(
        Slice slice,
        Lane lane,
        bool twice,
        bool isSuspect,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var walk = twice ? 1 : 2; walk <= 2; walk++)
        {
            SlicePage? first = null;
            await foreach (var page in pages.WalkAsync(slice, lane, isSuspect, cancellationToken))
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
        bool isSuspect,
        RangeProbe probe,
        Lane lane,
        CancellationToken cancellationToken
    )
    {
        // Its first page can be read, but not the rest: shorter slices have fewer pages. Once may be chance.
        if (failed.Failure == ApiFailure.CursorRejected || failed.Items.Count > 0)
        {
            if (failed.Failure != ApiFailure.CursorRejected)
                await Task.Delay(Second, time, cancellationToken);
            return failures < 2 ? Recovery.Retry
                : slice.CanBeHalved ? Recovery.Split
                : failures < MaxCursorFailures ? Recovery.Retry
                : Recovery.ReadParts;
        }

        // Is the API unavailable, or this slice broken?
        if (!await probe.AnswersElsewhereAsync(slice, lane, cancellationToken))
        {
            await Task.Delay(Second, time, cancellationToken);
            return Recovery.Retry;
        }

        // Once may be chance, but a time-out costs a minute.
        if (failures >= 2 || isSuspect || failed.Failure == ApiFailure.TimedOut)
            return Recovery.ReadParts;
        await Task.Delay(Second, time, cancellationToken);
        return Recovery.RetryAsSuspect;
    }

    private static string NameOf(Recovery recovery) =>
        recovery switch
        {
            Recovery.Split => "split",
            Recovery.ReadParts => "parts",
            _ => "retry",
        };

    private enum Recovery
    {
        Retry,
        RetryAsSuspect,
        Split,
        ReadParts,
    }
}
