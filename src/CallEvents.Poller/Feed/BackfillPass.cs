using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// The history, from where it was told to begin up to the first start: the same slices as a poll pass, behind live work,
/// and resumed where it was left. Waits while too much of it is still to be told.
/// </summary>
internal sealed class BackfillPass(SliceWalker walker, LedgerWriter ledger, WorkspaceRow workspace, PollingOptions options, OutboxBackpressure backpressure, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (workspace.BackfilledTo < workspace.StartedAt)
        {
            foreach (var slice in Slice.Cut(workspace.BackfilledTo, workspace.StartedAt, options.SliceLength))
                await WalkAsync(slice, cancellationToken);

            // By the API's clock the first start may still be to come.
            if (workspace.BackfilledTo < workspace.StartedAt)
                await Task.Delay(options.Interval, time, cancellationToken);
        }
    }

    private async Task WalkAsync(Slice slice, CancellationToken cancellationToken)
    {
        await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
        using var activity = PollerMetrics.Activities.StartActivity("backfill")?.SetTag("callevents.workspace", workspace.Name);
        var committed = Task.CompletedTask;
        try
        {
            await foreach (var page in walker.WalkAsync(slice, Lane.Backfill, twice: true, cancellationToken))
            {
                // The next page is asked for meanwhile. What closes the slice comes after all that it closes.
                var observed = PageMapper.Map(page, Lane.Backfill);
                await committed;
                committed = ledger.CommitAsync(observed with { BackfilledTo = page.ClosedUpTo }, cancellationToken);
                await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
            }
        }
        finally
        {
            await committed;
        }
    }
}
