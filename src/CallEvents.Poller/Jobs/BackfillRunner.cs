using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Moves the start of the workspace back: walks the past before it in slices, the newest first. The start moves with each slice that is
/// walked, so that one that is stopped leaves nothing out, and is continued by the next.
/// </summary>
internal sealed class BackfillRunner(
    SliceWalker walker,
    LedgerWriter ledger,
    WorkspaceProgress workspace,
    OutboxBackpressure backpressure,
    PollingOptions options
) : IJobRunner
{
    public JobKind Kind => JobKind.Backfill;

    public async Task RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var from = job.From!.Value;
        if (job.Total is null)
            await StepAsync(new JobStep(job.Id) { Total = Seconds(from, workspace.StartFrom) }, cancellationToken);
        while (workspace.StartFrom > from)
        {
            await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
            var end = workspace.StartFrom;
            var start = end - from > options.SliceLength ? end - options.SliceLength : from;
            await PassTrace.RunAsync("backfill", workspace.Name, () => WalkAsync(job.Id, start, end, cancellationToken));
        }
    }

    private async Task WalkAsync(long job, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        List<UnreadableRange> gaps = [];
        Dictionary<string, MalformedItem> malformed = [];
        var slice = new Slice(start, end);
        await foreach (var page in walker.WalkAsync(slice, Lane.Backfill, twice: true, cancellationToken))
        {
            var changes = PageMapper.Map(page, Lane.Backfill) with { AcceptedFrom = start };
            gaps.AddRange(changes.Gaps);
            foreach (var item in changes.Malformed)
                malformed[item.Key] = item;

            // What cannot be read is retried as soon as it is recorded, and calls before the start are not accepted then: it waits for it.
            await ledger.CommitAsync(changes with { Gaps = [], Malformed = [] }, cancellationToken);
            await backpressure.WaitAsync(CallEventType.CallRecorded, cancellationToken);
        }

        var closed = new PageChanges
        {
            Lane = Lane.Backfill,
            Slice = slice,
            Gaps = UnreadableRange.Merge(gaps),
            Malformed = [.. malformed.Values],
            StartFrom = start,
            Job = new JobStep(job) { Done = Seconds(start, end), Unreadable = gaps.Count + malformed.Count },
        };
        await ledger.CommitAsync(closed, cancellationToken);
    }

    private Task StepAsync(JobStep step, CancellationToken cancellationToken) =>
        ledger.CommitAsync(new JobProgress { Job = step }, cancellationToken);

    private static long Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (long)(to - from).TotalSeconds);
}
