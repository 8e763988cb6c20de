using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Publishing;

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
        List<RereadRow> runs = [.. due.Select(line => lines.Run(line, now))];

        lines.LeaveRest();
        foreach (var piece in await ground.OfAsync(runs.Min(run => run.DoneTo!.Value), now - lines.PolledDepth, cancellationToken))
        {
            foreach (var slice in Slice.Cut(piece.From, piece.To, piece.To, options.SliceLength))
                runs = await WalkAsync(slice, runs, cancellationToken);
        }

        if (runs.TrueForAll(run => run.RunStart <= clock.Now))
            await CommitAsync(new Commit(), runs.ConvertAll(run => run.Ends()), cancellationToken);
    }

    private async Task<List<RereadRow>> WalkAsync(Slice slice, List<RereadRow> runs, CancellationToken cancellationToken)
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
                runs = runs.ConvertAll(run => run.Reaches(page.Closes.Value));
                await CommitAsync(observed, runs, cancellationToken);
            }

            await WaitAsync(cancellationToken);
        }

        return runs;
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
