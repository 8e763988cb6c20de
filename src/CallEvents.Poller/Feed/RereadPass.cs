using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks the re-read windows that are due, behind live work: for late calls, edits, and given-up transcripts. Windows that are due together
/// are one walk, which is resumed where it was interrupted.
/// </summary>
internal sealed class RereadPass(
    SliceWalker walker,
    WalkPlan plan,
    LedgerWriter ledger,
    RereadSchedule schedule,
    ServerClock clock,
    PollingOptions options,
    OutboxBackpressure backpressure
)
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Walks what is due.</summary>
    /// <returns>How long to wait before the next run; null when there are no windows beside the polls'.</returns>
    public async Task<TimeSpan?> RunAsync(CancellationToken cancellationToken)
    {
        if (schedule.NextDue is not { } next)
            return null;
        if (!schedule.HasPolled || schedule.Due(clock.Now) is not { Count: > 0 } due)
            return TimeSpan.FromTicks(Math.Clamp((next - clock.Now).Ticks, MinDelay.Ticks, options.Interval.Ticks));

        await PassTrace.RunAsync("reread", schedule.Workspace, () => WalkAsync(due, clock.Now, cancellationToken));
        return TimeSpan.Zero;
    }

    private async Task WalkAsync(IReadOnlyList<int> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        List<RereadRow> runs = [.. due.Select(position => schedule.BeginOrResume(position, now))];

        schedule.DeferTail();
        foreach (var piece in await plan.PlanAsync(runs.Min(run => run.WalkedTo!.Value), now - schedule.PollDepth, cancellationToken))
        {
            // The clock may be corrected during the walk: the future needs no walk.
            foreach (
                var slice in Slice.Cut(piece.From, piece.To, piece.To, options.SliceLength).TakeWhile(slice => slice.From <= clock.Now)
            )
                runs = await WalkAsync(slice, runs, startedAt, cancellationToken);
        }

        await CommitAsync(new RereadProgress(), CorrectStart(runs, startedAt).ConvertAll(run => run.Complete()), cancellationToken);
    }

    private async Task<List<RereadRow>> WalkAsync(Slice slice, List<RereadRow> runs, long startedAt, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            var changes = PageMapper.Map(page, Lane.Reread) with { RetriesGivenUp = true, LastWalkStart = schedule.LastPollStart };
            if (page.ClosedUpTo is not { } closed)
            {
                await ledger.CommitAsync(changes, cancellationToken);
            }
            else
            {
                runs = CorrectStart(runs, startedAt).ConvertAll(run => run.Advance(closed));
                await CommitAsync(changes, runs, cancellationToken);
            }

            await WaitAsync(cancellationToken);
        }

        return runs;
    }

    /// <summary>
    /// A fast clock, corrected since, has begun these runs in the future. They would not be due before that time, and the next depth would
    /// count from it: calls that arrive late until then would never be found.
    /// </summary>
    private List<RereadRow> CorrectStart(List<RereadRow> runs, long startedAt)
    {
        var latest = clock.Now - clock.GetElapsedTime(startedAt);
        return runs.ConvertAll(run => run.RunStart > latest ? run with { RunStart = latest } : run);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
        await backpressure.WaitAsync(CallEventType.CallUpdated, cancellationToken);
    }

    private async Task CommitAsync(ChangeSet changes, List<RereadRow> runs, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(changes with { Rereads = runs }, cancellationToken);
        runs.ForEach(schedule.Update);
    }
}
