using System.Runtime.CompilerServices;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Reads of a slice that cannot be read what can: by halving it, newest part first, and by finding the ends of a range that is refused as a
/// whole. What is left when it is one second long, or when the budget is spent, is a gap.
/// </summary>
internal sealed class SliceRecovery(
    Func<Slice, IAsyncEnumerable<SlicePage>> walk,
    RangeProbe probe,
    RecoveryBudget budget,
    TimeProvider time
)
{
    private const int MaxAttempts = 3;
    private const int MinSampledSeconds = 8;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly List<UnreadableRange> gaps = [];
    private readonly Stack<UnreadableRange> failed = new();

    /// <summary>The ranges that could not be read, oldest first.</summary>
    public IReadOnlyList<UnreadableRange> Gaps => UnreadableRange.Merge(gaps);

    /// <summary>Up to where the newest part closes the past; null when it could not be read.</summary>
    public DateTimeOffset? ClosedUpTo { get; private set; }

    /// <summary>The pages of all parts that can be read. None of them closes anything, since they are in no order.</summary>
    /// <param name="whole">The slice, which was tried before.</param>
    /// <param name="error">Why it could not be read.</param>
    /// <param name="lane">The lane of the requests.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<SlicePage> WalkAsync(
        Slice whole,
        string error,
        Lane lane,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        failed.Push(new UnreadableRange(whole, error));
        while (failed.TryPop(out var range))
        {
            var slice = range.Slice;
            if (!slice.CanBeHalved || budget.IsSpent)
            {
                gaps.Add(range);
                continue;
            }

            var (older, newer) = slice == whole && budget.FirstCut is { } cut ? slice.CutAt(cut) : slice.Halve();
            var before = failed.Count;
            await foreach (var page in TryAsync([newer, older], whole.To, cancellationToken))
                yield return page;

            // Is the whole range refused, or does each half have a second that cannot be read?
            if (failed.Count < before + 2 || slice.Length.TotalSeconds < MinSampledSeconds || budget.IsSpent)
                continue;
            if (await probe.FindRefusedAsync(slice, lane, budget, cancellationToken) is not { } refused)
                continue;
            failed.Pop();
            failed.Pop();
            gaps.Add(range with { Slice = refused });
            var rest = new[] { new Slice(refused.To, slice.To), new Slice(slice.From, refused.From) };
            await foreach (var page in TryAsync(rest.Where(part => part.Length > TimeSpan.Zero), whole.To, cancellationToken))
                yield return page;
        }
    }

    private async IAsyncEnumerable<SlicePage> TryAsync(
        IEnumerable<Slice> parts,
        DateTimeOffset newest,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        List<UnreadableRange> unreadable = [];
        foreach (var part in parts)
        {
            var attempt = 1;
            SlicePage? failure;
            do
            {
                failure = null;
                budget.Spend();
                await foreach (var page in walk(part))
                {
                    failure = page.Failure == ApiFailure.None ? null : page;
                    if (part.To == newest)
                        ClosedUpTo = page.ClosedUpTo ?? ClosedUpTo;
                    if (failure is null || page.Items.Count > 0)
                        yield return page with
                        {
                            ClosedUpTo = null,
                        };
                }

                // A gap delays its calls, so a second gets more attempts: the API may just fail at random.
                if (failure is null || part.CanBeHalved)
                    break;
                await Task.Delay(RetryDelay, time, cancellationToken);
            } while (++attempt <= (failure.Failure == ApiFailure.TimedOut ? MaxAttempts - 1 : MaxAttempts));

            if (failure is not null)
                unreadable.Add(new UnreadableRange(part, failure.Error!));
        }

        // The newest is on top.
        foreach (var range in Enumerable.Reverse(unreadable))
            failed.Push(range);
    }
}
