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
    SliceWalker walker, Ground ground, LedgerWriter ledger, RereadLines lines, ApiClock clock, PollingOptions options, BackPressure pressure, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (lines.NextDue is { } next)
        {
            if (lines.Polled && lines.Due(clock.Now) is { Count: > 0 } due)
                await WalkAsync(due, clock.Now, cancellationToken);
            else
                await Task.Delay(TimeSpan.FromTicks(Math.Clamp((next - clock.Now).Ticks, Rest.Ticks, options.Interval.Ticks)), time, cancellationToken);
        }
    }

    private async Task WalkAsync(IReadOnlyList<int> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity("reread")?.SetTag("callevents.workspace", lines.Workspace);
        var started = time.GetTimestamp();
        List<RereadRow> runs = [.. due.Select(line => lines.Run(line, now))];

        lines.LeaveRest();
        foreach (var piece in await ground.OfAsync(runs.Min(run => run.DoneTo!.Value), now - lines.PolledDepth, cancellationToken))
        {
            // The clock may be corrected on the way: what is still to come needs no walk.
            foreach (var slice in Slice.Cut(piece.From, piece.To, piece.To, options.SliceLength).TakeWhile(slice => slice.From <= clock.Now))
                runs = await WalkAsync(slice, runs, started, cancellationToken);
        }

        await CommitAsync(new Commit(), Righted(runs, started).ConvertAll(run => run.Ends()), cancellationToken);
    }

    private async Task<List<RereadRow>> WalkAsync(Slice slice, List<RereadRow> runs, long started, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            var observed = PageReader.Read(page, Lane.Reread) with { PutsBack = true, WalkedBefore = lines.LastPoll };
            if (page.Closes is null)
            {
                await ledger.CommitAsync(observed, cancellationToken);
            }
            else
            {
                runs = Righted(runs, started).ConvertAll(run => run.Reaches(page.Closes.Value));
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
    private List<RereadRow> Righted(List<RereadRow> runs, long started)
    {
        var latest = clock.Now - time.GetElapsedTime(started);
        return runs.ConvertAll(run => run.RunStart > latest ? run with { RunStart = latest } : run);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await pressure.WaitAsync(FactType.CallRecorded, cancellationToken);
        await pressure.WaitAsync(FactType.CallUpdated, cancellationToken);
    }

    private async Task CommitAsync(Commit observed, List<RereadRow> runs, CancellationToken cancellationToken)
    {
        await ledger.CommitAsync(observed with { Rereads = runs }, cancellationToken);
        runs.ForEach(lines.Note);
    }
}
