using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// One poll: walks the first re-read window again and on to now, slice by slice, oldest first, each to its last page. Every page is
/// observed, and its events are recorded in the outbox, in one commit; the commit of a slice's last page advances the watermark.
/// </summary>
internal sealed class PollPass(
    SliceWalker walker,
    WalkPlan plan,
    LedgerWriter ledger,
    WorkspaceProgress workspace,
    RereadSchedule schedule,
    ServerClock clock,
    PollingOptions options
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Fixed before the first request: the head of the list is never paged while it grows.
        var now = clock.Now;
        var run = schedule.BeginOrResume(0, now);
        var deferredTails = schedule.DeferredTails;

        // No early stop at a known or an old call: late calls are listed behind known ones.
        foreach (var slice in await SlicesAsync(run, now, cancellationToken))
        {
            // The clock has been corrected since: the future needs no walk.
            if (slice.From > clock.Now)
                return;

            await foreach (var page in walker.WalkLiveAsync(slice, workspace.Watermark, cancellationToken))
            {
                var changes = PageMapper.Map(page, Lane.Live) with
                {
                    Watermark = page.ClosedUpTo,
                    RetriesGivenUp = deferredTails > schedule.WalkedTails,
                    LastWalkStart = schedule.LastPollStart,
                };
                run = await CommitAsync(changes, run, After(run, page, Slice.Ceiling(now)), cancellationToken);
            }
        }

        if (run.RunStart <= clock.Now)
            await CommitAsync(new RereadProgress(), run, run.Complete(), cancellationToken);
        schedule.CompletePoll(deferredTails);
    }

    private async Task<IReadOnlyList<Slice>> SlicesAsync(RereadRow run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // At least the last second is walked: without a request, a wrong clock would never be corrected.
        var from = new[] { run.WalkedTo!.Value, workspace.Watermark, now - TimeSpan.FromSeconds(1) }.Min();
        var pieces = await plan.PlanAsync(from, now, cancellationToken);
        return [.. pieces.SelectMany(piece => Slice.Cut(piece.From, piece.To, workspace.Watermark, options.SliceLength))];
    }

    /// <summary>
    /// The progress of the poll is stored with each slice, so that an interrupted one resumes there. A poll that was begun by a clock that
    /// has been corrected since does not count as a start.
    /// </summary>
    private RereadRow After(RereadRow run, SlicePage page, DateTimeOffset end) =>
        page.ClosedUpTo is not { } closed ? run
        : page.Slice.To >= end && run.RunStart <= clock.Now ? run.Complete()
        : run.Advance(closed);

    private async Task<RereadRow> CommitAsync(ChangeSet changes, RereadRow before, RereadRow after, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(after == before ? changes : changes with { Rereads = [after] }, cancellationToken);
        if (after != before)
            schedule.Update(after);
        return after;
    }
}
