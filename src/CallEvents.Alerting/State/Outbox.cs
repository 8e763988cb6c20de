using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>The alerts that are to be sent, and those that were.</summary>
internal sealed class Outbox(IDbContextFactory<AlertingDbContext> contexts, TimeProvider time)
{
    /// <summary>Begins to write the alerts of a message.</summary>
    public async Task<OutboxTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            return new OutboxTransaction(context, transaction, time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many alerts wait for each channel, and since when the oldest is due.</summary>
    public async Task<IReadOnlyList<Backlog>> ReadBacklogAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Alerts.Where(alert => alert.State == AlertState.Pending || (alert.State == AlertState.Held && alert.DueAt <= now))
            .GroupBy(alert => alert.Channel)
            .Select(channel => new Backlog(channel.Key, channel.Count(), channel.Min(alert => alert.FirstDueAt)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The alerts that match, the newest first.</summary>
    public async Task<IReadOnlyList<OutboxAlert>> ListAsync(AlertFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await filter
            .Of(context.Alerts.AsNoTracking())
            .OrderByDescending(alert => alert.CreatedAt)
            .ThenBy(alert => alert.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Sends rejected alerts again, as far as their content is kept. A digest goes out again as a digest, what was chosen by rule or call
    /// alone. How many.
    /// </summary>
    public async Task<int> RetryAsync(AlertFilter filter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var takesParts = filter.Rule is not null || filter.Call is not null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var retried = await AlertFilter
            .Rejected(filter.Of(context.Alerts), context.Alerts)
            .Where(alert =>
                alert.State == AlertState.Rejected
                    ? alert.Content != ""
                        || context.Alerts.Any(part => part.DigestId == alert.Id && part.State == AlertState.Folded && part.Content != "")
                    : takesParts
            )
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, AlertState.Pending)
                        .SetProperty(r => r.Reason, "")
                        .SetProperty(r => r.DigestId, "")
                        .SetProperty(r => r.Failures, 0)
                        .SetProperty(r => r.DueAt, now)
                        .SetProperty(r => r.FirstDueAt, now)
                        .SetProperty(r => r.LateAt, OutboxAlert.Never)
                        .SetProperty(r => r.EndedAt, 0),
                cancellationToken
            );

        // What is in a digest has as long as the digest.
        await context
            .Alerts.Where(part =>
                part.State == AlertState.Folded
                && part.Content != ""
                && context.Alerts.Any(digest =>
                    digest.Id == part.DigestId && digest.State == AlertState.Pending && digest.FirstDueAt == now
                )
            )
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.FirstDueAt, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return retried;
    }

    /// <summary>Drops alerts that have not been sent, with their content. How many.</summary>
    public async Task<int> DropAsync(AlertFilter filter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var found = filter
            .Of(context.Alerts)
            .Where(alert =>
                alert.State == AlertState.Pending
                || alert.State == AlertState.Held
                || (alert.State == AlertState.Folded && alert.EndedAt == 0)
                || (alert.State == AlertState.Rejected && alert.Reason != Dropped)
            );
        foreach (var digest in await found.Where(alert => alert.DigestReason >= 0).Select(alert => alert.Id).ToListAsync(cancellationToken))
            await context
                .Alerts.Where(alert => alert.DigestId == digest && alert.State == AlertState.Folded)
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.Content, "").SetProperty(r => r.EndedAt, now), cancellationToken);
        var dropped = await found.ExecuteUpdateAsync(
            row =>
                row.SetProperty(r => r.State, AlertState.Rejected)
                    .SetProperty(r => r.Reason, Dropped)
                    .SetProperty(r => r.Content, "")
                    .SetProperty(r => r.EndedAt, now),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return dropped;
    }

    private const string Dropped = "dropped by an operator";
}
