using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>
/// Walks old slices again, line by line of the schedule, behind live work: for calls that show up late, for edits, and for
/// transcripts that were given up. Lines that are due together are one walk, which is resumed where it was left.
/// </summary>
internal sealed class RereadPass(
    SliceWalker walker, WalkPlan plan, LedgerWriter ledger, RereadSchedule schedule, ServerClock clock, PollingOptions options, OutboxBackpressure backpressure, TimeProvider time)
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (schedule.NextDue is { } next)
        {
            if (schedule.HasPolled && schedule.Due(clock.Now) is { Count: > 0 } due)
                await WalkAsync(due, clock.Now, cancellationToken);
            else
                await Task.Delay(TimeSpan.FromTicks(Math.Clamp((next - clock.Now).Ticks, MinDelay.Ticks, options.Interval.Ticks)), time, cancellationToken);
        }
    }

    private async Task WalkAsync(IReadOnlyList<int> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity("reread")?.SetTag("callevents.workspace", schedule.Workspace);
        var started = time.GetTimestamp();
        List<RereadRow> runs = [.. due.Select(line => schedule.BeginOrResume(line, now))];

        schedule.DeferTail();
        foreach (var piece in await plan.PlanAsync(runs.Min(run => run.WalkedTo!.Value), now - schedule.PollDepth, cancellationToken))
        {
            // The clock may be corrected on the way: what is still to come needs no walk.
            foreach (var slice in Slice.Cut(piece.From, piece.To, piece.To, options.SliceLength).TakeWhile(slice => slice.From <= clock.Now))
                runs = await WalkAsync(slice, runs, started, cancellationToken);
        }

        await CommitAsync(new ChangeSet(), CorrectStart(runs, started).ConvertAll(run => run.Complete()), cancellationToken);
    }

    private async Task<List<RereadRow>> WalkAsync(Slice slice, List<RereadRow> runs, long started, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            var observed = PageMapper.Map(page, Lane.Reread) with { RetriesGivenUp = true, LastWalkStart = schedule.LastPollStart };
            if (page.ClosedUpTo is null)
            {
                await ledger.CommitAsync(observed, cancellationToken);
            }
            else
            {
                runs = CorrectStart(runs, started).ConvertAll(run => run.Advance(page.ClosedUpTo.Value));
                await CommitAsync(observed, runs, cancellationToken);
            }

            await WaitAsync(cancellationToken);
        }

        return runs;
    }

    /// <summary>
    /// A clock that was ahead, and was corrected since, has begun these runs at a time that is still to come. They would not be
    /// due before it, and the next depth would count from it: what shows up late until then would be seen by none.
    /// </summary>
    private List<RereadRow> CorrectStart(List<RereadRow> runs, long started)
    {
        var latest = clock.Now - time.GetElapsedTime(started);
        return runs.ConvertAll(run => run.RunStart > latest ? run with { RunStart = latest } : run);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
        await backpressure.WaitAsync(CallEventType.CallUpdated, cancellationToken);
    }

    private async Task CommitAsync(ChangeSet observed, List<RereadRow> runs, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(observed with { Rereads = runs }, cancellationToken);
        runs.ForEach(schedule.Update);
    }
}
