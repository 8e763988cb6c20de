using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>
/// One pass: from the watermark to now, slice by slice, oldest first, each to its last page. Every page is observed and its
/// facts are due in one commit, which wakes the publisher; the last page's commit moves the watermark on.
/// </summary>
internal sealed class PollPass(SliceWalker walker, LedgerWriter ledger, WorkspaceRow workspace, ApiClock clock, PollingOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Fixed before the first request: the head of the list is never paged while it grows.
        var now = clock.Now;

        // No early stop at a call that is known or old: late calls hide behind known ones.
        // At least the last second is walked: an API that nobody asks never corrects a clock that went wrong.
        var from = workspace.Watermark < now ? workspace.Watermark : now - TimeSpan.FromSeconds(1);
        foreach (var slice in Slice.Cut(from, now, options.SliceLength))
        {
            // The clock has been corrected since: what is still to come needs no walk.
            if (slice.From > clock.Now)
                return;

            await foreach (var page in walker.WalkAsync(slice, Lane.Live, twice: false, cancellationToken))
            {
                var observed = PageReader.Read(page, Lane.Live);
                await ledger.CommitAsync(observed with { Watermark = page.Closes }, cancellationToken);
            }
        }
    }
}
