using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks the calls created before the first start, in the same slices as a poll, behind live work, and resumed where it was interrupted.
/// Pauses while too many events are pending.
/// </summary>
internal sealed class BackfillPass(
    SliceWalker walker,
    LedgerWriter ledger,
    WorkspaceProgress workspace,
    PollingOptions options,
    OutboxBackpressure backpressure,
    TimeProvider time
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!workspace.IsBackfilled)
        {
            // Twice as long after each slice of which nothing could be read: a refused past costs few requests, however long it is.
            var length = options.SliceLength;
            while (Slice.Cut(workspace.BackfilledTo, workspace.StartedAt, length).Take(1).ToList() is [var slice])
            {
                await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
                var isReadable = await PassTrace.RunAsync("backfill", workspace.Name, () => WalkAsync(slice, cancellationToken));
                length = isReadable ? options.SliceLength : length * 2;
            }

            // By the API's clock the first start may be in the future.
            if (workspace.IsBackfilled)
                return;
            Heartbeat.Beat(options.Interval);
            await Task.Delay(options.Interval, time, cancellationToken);
        }
    }

    /// <returns>Whether any part of it could be read.</returns>
    private async Task<bool> WalkAsync(Slice slice, CancellationToken cancellationToken)
    {
        var isReadable = true;
        var committed = Task.CompletedTask;
        try
        {
            await foreach (var page in walker.WalkAsync(slice, Lane.Backfill, twice: true, cancellationToken))
            {
                // The next page is requested during the commit. The commit that closes the slice comes after all others of it.
                var changes = PageMapper.Map(page, Lane.Backfill) with
                {
                    BackfilledTo = page.ClosedUpTo,
                };
                isReadable &= !page.Gaps.Any(gap => gap.Slice == slice);
                await committed;
                committed = ledger.CommitAsync(changes, cancellationToken);
                await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
            }
        }
        finally
        {
            await committed;
        }

        return isReadable;
    }
}
