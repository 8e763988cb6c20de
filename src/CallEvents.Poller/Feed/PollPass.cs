using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// One pass: the last hours again and on to now, slice by slice, oldest first, each to its last page. Every page is observed
/// and its facts are due in one commit, which wakes the publisher; the last page's commit moves the watermark on.
/// </summary>
internal sealed class PollPass(SliceWalker walker, Ground ground, LedgerWriter ledger, WorkspaceRow workspace, RereadLines lines, ApiClock clock, PollingOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Fixed before the first request: the head of the list is never paged while it grows.
        var now = clock.Now;
        var run = lines.Run(0, now);
        var rests = lines.RestsLeft;

        // No early stop at a call that is known or old: late calls hide behind known ones.
        foreach (var slice in await SlicesAsync(run, now, cancellationToken))
        {
            // The clock has been corrected since: what is still to come needs no walk.
            if (slice.From > clock.Now)
                return;

            await foreach (var page in walker.WalkAsync(slice, Lane.Live, twice: false, cancellationToken))
            {
                var observed = PageReader.Read(page, Lane.Live) with { Watermark = page.Closes, PutsBack = rests > lines.RestsWalked, WalkedBefore = lines.LastPoll };
                run = await CommitAsync(observed, run, After(run, page, Slice.Ceiling(now)), cancellationToken);
            }
        }

        if (run.RunStart <= clock.Now)
            await CommitAsync(new Commit(), run, run.Ends(), cancellationToken);
        lines.EndPoll(rests);
    }

    private async Task<IReadOnlyList<Slice>> SlicesAsync(RereadRow run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // At least the last second is walked: an API that nobody asks never corrects a clock that went wrong.
        var from = Earliest(run.DoneTo!.Value, workspace.Watermark, now - TimeSpan.FromSeconds(1));
        var pieces = await ground.OfAsync(from, now, cancellationToken);
        return [.. pieces.SelectMany(piece => Slice.Cut(piece.From, piece.To, workspace.Watermark, options.SliceLength))];
    }

    /// <summary>
    /// How far the pass has come is noted with each slice, so that one that is interrupted goes on from there. One that was begun
    /// by a clock that has been corrected since does not count as a start.
    /// </summary>
    private RereadRow After(RereadRow run, WalkedPage page, DateTimeOffset end) =>
        page.Closes is not { } closed ? run
        : page.Slice.To >= end && run.RunStart <= clock.Now ? run.Ends()
        : run.Reaches(closed);

    private async Task<RereadRow> CommitAsync(Commit observed, RereadRow before, RereadRow after, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(after == before ? observed : observed with { Rereads = [after] }, cancellationToken);
        if (after != before)
            lines.Note(after);
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
