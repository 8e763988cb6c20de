using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// One pass: the last hours again and on to now, slice by slice, oldest first, each to its last page. Every page is observed
/// and its facts are due in one commit, which wakes the publisher; the last page's commit moves the watermark on.
/// </summary>
internal sealed class PollPass(SliceWalker walker, WalkPlan plan, LedgerWriter ledger, WorkspaceRow workspace, RereadSchedule schedule, ServerClock clock, PollingOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Fixed before the first request: the head of the list is never paged while it grows.
        var now = clock.Now;
        var run = schedule.BeginOrResume(0, now);
        var deferredTails = schedule.DeferredTails;

        // No early stop at a call that is known or old: late calls hide behind known ones.
        foreach (var slice in await SlicesAsync(run, now, cancellationToken))
        {
            // The clock has been corrected since: what is still to come needs no walk.
            if (slice.From > clock.Now)
                return;

            await foreach (var page in walker.WalkAsync(slice, Lane.Live, twice: false, cancellationToken))
            {
                var observed = PageMapper.Map(page, Lane.Live) with { Watermark = page.ClosedUpTo, RetriesGivenUp = deferredTails > schedule.WalkedTails, LastWalkStart = schedule.LastPollStart };
                run = await CommitAsync(observed, run, After(run, page, Slice.Ceiling(now)), cancellationToken);
            }
        }

        if (run.RunStart <= clock.Now)
            await CommitAsync(new ChangeSet(), run, run.Complete(), cancellationToken);
        schedule.CompletePoll(deferredTails);
    }

    private async Task<IReadOnlyList<Slice>> SlicesAsync(RereadRow run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // At least the last second is walked: an API that nobody asks never corrects a clock that went wrong.
        var from = Earliest(run.WalkedTo!.Value, workspace.Watermark, now - TimeSpan.FromSeconds(1));
        var pieces = await plan.PlanAsync(from, now, cancellationToken);
        return [.. pieces.SelectMany(piece => Slice.Cut(piece.From, piece.To, workspace.Watermark, options.SliceLength))];
    }

    /// <summary>
    /// How far the pass has come is noted with each slice, so that one that is interrupted goes on from there. One that was begun
    /// by a clock that has been corrected since does not count as a start.
    /// </summary>
    private RereadRow After(RereadRow run, SlicePage page, DateTimeOffset end) =>
        page.ClosedUpTo is not { } closed ? run
        : page.Slice.To >= end && run.RunStart <= clock.Now ? run.Complete()
        : run.Advance(closed);

    private async Task<RereadRow> CommitAsync(ChangeSet observed, RereadRow before, RereadRow after, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(after == before ? observed : observed with { Rereads = [after] }, cancellationToken);
        if (after != before)
            schedule.Update(after);
        return after;
    }

    private static DateTimeOffset Earliest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var earliest = times[0];
        foreach (var time in times)
            earliest = time < earliest ? time : earliest;
        return earliest;
    }
}
