using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Redacts calls older than the deepest re-read, in small batches, so that other commits are not delayed.</summary>
internal sealed class RetentionPass(
    LedgerReader reader,
    LedgerWriter ledger,
    LedgerWriterSettings settings,
    RereadSchedule schedule,
    ServerClock clock
)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await RedactableAsync(cancellationToken) is { Count: > 0 } calls)
            await ledger.CommitAsync(new Redactions(calls), cancellationToken);
    }

    private Task<List<string>> RedactableAsync(CancellationToken cancellationToken) =>
        reader.RedactableAsync(schedule.Workspace, schedule.OldestReread(clock.Now), BatchSize, settings.MaxBytes, cancellationToken);
}
