using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>Sends the events of a call that the broker refuses again, before their next retry is due.</summary>
internal sealed class RefusedEventRetry(
    OutboxPublisher publisher,
    PublishingStatus publishing,
    PublishingOptions options,
    IDbContextFactory<LedgerDbContext> contexts,
    TimeProvider time
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Other short jobs, such as a pause, wait for this one.</summary>
    private static readonly TimeSpan MaxWaitForOne = TimeSpan.FromSeconds(30);

    /// <summary>The time of one publish, and some more where a machine is slow.</summary>
    private TimeSpan MaxWait => TimeSpan.FromSeconds(15) + (options.Timeout < MaxWaitForOne ? options.Timeout : MaxWaitForOne);

    public IReadOnlyList<RefusedEvent> RefusedEventsOf(string? callId) =>
        [.. publishing.RefusedEvents.Where(refused => refused.CallId == callId)];

    /// <returns>Why they are still pending, one sentence for each; empty when all are published.</returns>
    public async Task<IReadOnlyList<string>> RetryAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellationToken)
    {
        foreach (var refused in events)
            publisher.RetryNow(refused.Id);
        var begin = time.GetTimestamp();
        while (true)
        {
            var pending = await PendingAsync(events, cancellationToken);
            if (pending.All(refused => RefusedAgain(refused) is not null) || time.GetElapsedTime(begin) > MaxWait)
                return [.. pending.Select(Describe)];
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<RefusedEvent>> PendingAsync(IReadOnlyList<RefusedEvent> events, CancellationToken cancellationToken)
    {
        var ids = events.Select(refused => refused.Id).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await context
            .Outbox.Pending()
            .Where(row => ids.Contains(row.Id))
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. events.Where(refused => pending.Contains(refused.Id))];
    }

    private string Describe(RefusedEvent refused) =>
        RefusedAgain(refused) is { } again
            ? $"{again.Type} of {again.CallId} is still not accepted by the broker ({again.Error})"
            : $"{refused.Type} of {refused.CallId} is still pending: the broker has not answered yet, or no queue is bound";

    private RefusedEvent? RefusedAgain(RefusedEvent before) =>
        publishing.RefusedEvents.FirstOrDefault(now => now.Id == before.Id && now.NextRetryAt != before.NextRetryAt);
}
