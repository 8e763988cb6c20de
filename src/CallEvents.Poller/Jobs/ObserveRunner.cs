using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>Observes the calls of a window, or listed ones, as a re-read does: what was missed is published, and nothing else.</summary>
internal sealed class ObserveRunner(
    SliceWalker walker,
    DetailReader details,
    LedgerWriter ledger,
    RereadSchedule schedule,
    OutboxBackpressure backpressure,
    PollingOptions options
) : IJobRunner
{
    public JobKind Kind => JobKind.Observe;

    public Task RunAsync(JobRow job, CancellationToken cancellationToken) =>
        job.Calls is null ? ObserveWindowAsync(job, cancellationToken) : ObserveListedAsync(job, cancellationToken);

    private async Task ObserveListedAsync(JobRow job, CancellationToken cancellationToken)
    {
        foreach (var batch in CallFilter.Split(job.Calls).Skip((int)job.Done).Chunk(details.BatchSize))
        {
            await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
            await PassTrace.RunAsync("observe", job.Workspace, () => ObserveAsync(job, batch, cancellationToken));
        }
    }

    private async Task ObserveAsync(JobRow job, string[] callIds, CancellationToken cancellationToken)
    {
        var read = await details.ReadAsync(callIds, Lane.Reread, cancellationToken);
        foreach (var observation in read.Observations)
        {
            var changes = new ItemChanges(observation.CallId)
            {
                Lane = Lane.Reread,
                Observation = observation,
                Source = PassTrace.Pass,
            };
            await ledger.CommitAsync(changes, cancellationToken);
        }

        var step = new JobStep(job.Id) { Done = callIds.Length, Unreadable = callIds.Length - read.Observations.Count };
        await ledger.CommitAsync(new JobProgress { Job = step }, cancellationToken);
    }

    private async Task ObserveWindowAsync(JobRow job, CancellationToken cancellationToken)
    {
        foreach (var slice in Slice.Cut(job.WalkedTo ?? job.From!.Value, job.To!.Value, options.SliceLength))
        {
            await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
            await PassTrace.RunAsync("observe", job.Workspace, () => ObserveAsync(job, slice, cancellationToken));
        }
    }

    private async Task ObserveAsync(JobRow job, Slice slice, CancellationToken cancellationToken)
    {
        var (calls, gaps) = (new HashSet<string>(StringComparer.Ordinal), 0);
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: true, cancellationToken))
        {
            calls.UnionWith(page.Items.Select(item => item.Call?.Id).OfType<string>());
            gaps += page.Gaps.Count;
            var changes = PageMapper.Map(page, Lane.Reread) with { RetriesGivenUp = true, LastWalkStart = schedule.LastPollStart };
            await ledger.CommitAsync(changes, cancellationToken);
        }

        var step = new JobStep(job.Id)
        {
            Done = calls.Count,
            Unreadable = gaps,
            WalkedTo = slice.To,
        };
        await ledger.CommitAsync(new JobProgress { Job = step }, cancellationToken);
    }
}
