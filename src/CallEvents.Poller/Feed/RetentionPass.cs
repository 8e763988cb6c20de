using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Thins what lies below the deepest re-read, a bounded number at a time, so that it is in nobody's way.</summary>
internal sealed class RetentionPass(LedgerReader reader, LedgerWriter ledger, RereadSchedule schedule, Api.ServerClock clock)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await reader.RedactableAsync(schedule.Workspace, schedule.OldestReread(clock.Now), BatchSize, cancellationToken) is { Count: > 0 } calls)
            await ledger.CommitAsync(new ChangeSet { Redactions = calls }, cancellationToken);
    }
}
