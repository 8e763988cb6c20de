using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Publishes calls again, in the lowest lane: observes each, and records its events once more in the same commit. A call remembers the
/// last replay, so that one that is resumed repeats nothing. Done when the broker has confirmed all of its events.
/// </summary>
internal sealed class ReplayRunner(
    SliceWalker walker,
    DetailReader details,
    LedgerWriter ledger,
    ReplayReader reader,
    IQueueSender queues,
    OutboxBackpressure backpressure,
    PollingOptions options
) : IJobRunner
{
    private static readonly TimeSpan PublishedInterval = TimeSpan.FromMilliseconds(500);

    public JobKind Kind => JobKind.Replay;

    public async Task RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (job.Queue is { } queue && await queues.FindProblemAsync(queue, cancellationToken) is { } problem)
            throw new JobFailedException(problem);

        var replay = new Replay(job);
        if (job.Calls is not null)
            await ReplayListedAsync(replay, cancellationToken);
        else
            await ReplayWindowAsync(replay, cancellationToken);
        await reader.WaitUntilPublishedAsync(job, PublishedInterval, cancellationToken);
    }

    private async Task ReplayListedAsync(Replay replay, CancellationToken cancellationToken)
    {
        foreach (var batch in CallFilter.Split(replay.Job.Calls).Skip((int)replay.Job.Done).Chunk(details.BatchSize))
        {
            await WaitAsync(cancellationToken);
            await PassTrace.RunAsync("replay", replay.Job.Workspace, () => ReplayAsync(replay, batch, cancellationToken));
        }
    }

    private async Task ReplayWindowAsync(Replay replay, CancellationToken cancellationToken)
    {
        var (job, from) = (replay.Job, replay.Job.WalkedTo ?? replay.Job.From!.Value);
        foreach (var slice in Slice.Cut(from, job.To!.Value, options.SliceLength))
        {
            await WaitAsync(cancellationToken);
            await PassTrace.RunAsync("replay", job.Workspace, () => ReplayAsync(replay, slice, cancellationToken));
        }
    }

    private async Task ReplayAsync(Replay replay, Slice slice, CancellationToken cancellationToken)
    {
        var unreadable = new HashSet<string>();
        await foreach (var page in walker.WalkAsync(slice, Lane.Replay, twice: true, cancellationToken))
        {
            unreadable.UnionWith(page.Gaps.Select(gap => $"{gap.Slice}"));
            unreadable.UnionWith(page.Items.Select(item => item.Malformed?.Key).OfType<string>());
            var calls = page.Items.Select(item => item.Call).OfType<CallSnapshot>().Where(replay.Filter.Includes).ToList();
            var repeated = await reader.RepeatedAsync(replay.Job, calls.ConvertAll(call => call.Id), cancellationToken);
            calls.RemoveAll(call => repeated.Contains(call.Id));
            if (!replay.Order.NeedsTranscripts && calls.Count > 0)
            {
                var shown = calls.ConvertAll(CallObservation (call) => new CallObservation.FromList(call, page.SentAt));
                var step = new JobStep(replay.Job.Id) { Done = calls.Count };
                await ledger.CommitAsync(new ReplayedCalls(replay.Order, shown) { Job = step }, cancellationToken);
            }
            else
            {
                foreach (var batch in calls.Chunk(details.BatchSize))
                    await ReplayAsync(replay, [.. batch.Select(call => call.Id)], cancellationToken);
            }

            await WaitAsync(cancellationToken);
        }

        var end = new JobStep(replay.Job.Id) { WalkedTo = slice.To, Unreadable = unreadable.Count };
        await ledger.CommitAsync(new JobProgress { Job = end }, cancellationToken);
    }

    private async Task ReplayAsync(Replay replay, string[] callIds, CancellationToken cancellationToken)
    {
        var read = await details.ReadAsync(callIds, Lane.Replay, cancellationToken);
        var shown = read.Observations.Where(one => one is CallObservation.FromDetail detail && replay.Filter.Includes(detail.Call));
        var step = new JobStep(replay.Job.Id) { Done = callIds.Length, Unreadable = read.Unreadable };
        var changes = new ReplayedCalls(replay.Order, [.. shown]) { Job = step, Source = PassTrace.Pass };
        await ledger.CommitAsync(changes, cancellationToken);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        foreach (var type in ReplayOrder.Repeatable)
            await backpressure.WaitAsync(type, cancellationToken);
    }

    private sealed record Replay(JobRow Job)
    {
        public CallFilter Filter { get; } = new(Job);

        public ReplayOrder Order { get; } = new(Job.Id, Job.Queue, ReplayTypes.Parse(Job.Types));
    }
}
