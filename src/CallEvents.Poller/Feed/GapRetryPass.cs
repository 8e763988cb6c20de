using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Retries gaps, longest due first, with a bounded number of requests in each run. A gap that can be read in part shrinks to what cannot.
/// </summary>
internal sealed class GapRetryPass(
    SliceWalker walker,
    LedgerReader reader,
    LedgerWriter ledger,
    RereadSchedule schedule,
    ServerClock clock,
    TimeProvider time
)
{
    private const int MaxRequests = 100;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var budget = new RecoveryBudget(MaxRequests, MaxTime, time) { IsForSuspects = true };
        foreach (var gap in await reader.DueGapsAsync(schedule.Workspace, clock.Now, cancellationToken))
        {
            await RetryAsync(gap, budget, cancellationToken);
            if (budget.IsSpent)
                return;
        }
    }

    private async Task RetryAsync(GapRow gap, RecoveryBudget budget, CancellationToken cancellationToken)
    {
        var slice = new Slice(gap.From, gap.To);

        // What polls would cover is live.
        var lane = gap.To > clock.Now - schedule.PollDepth ? Lane.Live : Lane.Reread;
        List<UnreadableRange> remaining = [];
        budget.Spend();
        await foreach (var page in walker.WalkAsync(slice, lane, twice: false, budget, cancellationToken))
        {
            remaining.AddRange(page.Gaps);
            await ledger.CommitAsync(PageMapper.Map(page, lane) with { Gaps = [] }, cancellationToken);
        }

        await ledger.CommitAsync(new RetriedGap(slice, UnreadableRange.Merge(remaining)), cancellationToken);
    }
}
