using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>The outbox as the fallback of a channel sees it. Replicas may run it together.</summary>
internal sealed class OutboxFallback(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    /// <summary>
    /// What a channel could not send for so long, and its fallback does not have: errors and critical alerts only, out of digests too.
    /// </summary>
    public async Task<IReadOnlyList<OutboxAlert>> FindOverdueAsync(
        string channel,
        string fallback,
        long dueBefore,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Alerts.AsNoTracking()
            .Where(alert =>
                alert.Channel == channel
                && alert.Severity >= Severity.Error
                && alert.DigestReason < 0
                && !context.Alerts.Any(other =>
                    other.Channel == fallback
                    && other.Workspace == alert.Workspace
                    && other.RuleId == alert.RuleId
                    && other.CallId == alert.CallId
                    && other.Occurrence == alert.Occurrence
                )
                && (
                    (alert.State == AlertState.Pending && alert.FirstDueAt <= dueBefore)
                    || (
                        alert.State == AlertState.Folded
                        && alert.Content != ""
                        && context.Alerts.Any(digest =>
                            digest.Id == alert.DigestId
                            && (digest.State == AlertState.Pending || digest.State == AlertState.Held)
                            && digest.FirstDueAt <= dueBefore
                        )
                    )
                )
            )
            .OrderBy(alert => alert.FirstDueAt)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Moves an alert to another channel, unless it is sent by now, or was moved before.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="copy">The same for the other channel.</param>
    /// <param name="reason">Why the first does not send it.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<bool> TryMoveAsync(OutboxAlert alert, OutboxAlert copy, string reason, long now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var databaseNow = clock.Sql(context);

        // Its sender has to wait, or has it: else it would send the alert with the digest.
        var hold = $$"""UPDATE alerts SET claim_number = claim_number WHERE id = {0} AND claimed_until <= {{databaseNow}}""";
        if (alert.DigestId.Length > 0 && await context.Database.ExecuteSqlRawAsync(hold, [alert.DigestId], cancellationToken) == 0)
            return false;

        var move = $$"""
            UPDATE alerts SET state = '{{AlertState.Rejected}}', content = '', reason = {0}, ended_at = {1}, claimed_until = 0
            WHERE id = {2} AND state = {3} AND claimed_until <= {{databaseNow}}
            """;
        if (await context.Database.ExecuteSqlRawAsync(move, [reason, now, alert.Id, alert.State], cancellationToken) == 0)
            return false;

        var added = await context.Database.ExecuteSqlRawAsync(OutboxSql.InsertOnce, OutboxSql.Values(copy), cancellationToken);

        // The other channel has it already, or has refused it: then this copy is the last one.
        if (added == 0)
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
