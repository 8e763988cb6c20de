using System.Globalization;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>Retries now what is parked under an id: a call or item that cannot be read, and events that the broker refuses.</summary>
internal sealed class RetryRunner(
    ParkedRetryPass pass,
    RefusedEventRetry refusedEvents,
    PublishingOptions options,
    LedgerStatus ledger,
    IDbContextFactory<LedgerDbContext> contexts
) : IJobRunner
{
    public JobKind Kind => JobKind.Retry;

    public async Task RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var parked = await FindAsync(job, cancellationToken);
        var refused = refusedEvents.RefusedEventsOf(job.Calls);
        var isRetried = parked is not null || refused.Count > 0;
        var problems = await OthersPendingAsync(job, refused, isRetried, cancellationToken);
        if (!isRetried && problems.Count == 0)
            throw new JobFailedException(
                $"retry: found '{job.Calls}', which is not parked, expected a parked id, or the call of a parked event"
            );

        if (parked is not null)
            await pass.RetryAsync(parked, cancellationToken);
        if (refused.Count > 0)
            problems.AddRange(await refusedEvents.RetryAsync(refused, cancellationToken));
        if (await FindAsync(job, cancellationToken) is { } still)
            problems.Insert(0, $"{still.Key} is still parked: {still.Error}");
        if (problems.Count > 0)
            throw new JobFailedException(string.Join("; ", problems));
    }

    private async Task<ParkedRow?> FindAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Parked.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Workspace == job.Workspace && row.Key == job.Calls, cancellationToken);
    }

    /// <summary>
    /// What the call's other pending events wait for: no retry helps them. Beside something that is retried, only those that are too large
    /// are reported; the others need nothing.
    /// </summary>
    private async Task<List<string>> OthersPendingAsync(
        JobRow job,
        IReadOnlyList<RefusedEvent> refused,
        bool isRetried,
        CancellationToken cancellationToken
    )
    {
        var ids = refused.Select(one => one.Id).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = await context
            .Outbox.Pending()
            .Where(row => row.Workspace == job.Workspace && row.CallId == job.Calls && !ids.Contains(row.Id))
            .Where(row => !isRetried || row.Size > options.MaxBytes)
            .OrderBy(row => row.Id)
            .Select(row => new { row.Type, row.Size })
            .ToListAsync(cancellationToken);
        return [.. events.Select(row => $"{row.Type} of {job.Calls} {WaitsFor(row.Size)}")];
    }

    private string WaitsFor(int size) =>
        size > options.MaxBytes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"has {size:N0} bytes: it waits for Publishing:MaxBytes above {options.MaxBytes:N0}"
            )
        : ledger.PausedAt is null ? "is pending, and is sent without a retry"
        : "is not sent while the workspace is paused";
}
