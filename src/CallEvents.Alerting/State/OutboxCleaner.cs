using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>What time does to the outbox. Each statement is conditional, so that replicas may run them together.</summary>
internal sealed class OutboxCleaner(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    private static readonly TimeSpan KeepFires = TimeSpan.FromDays(400);

    /// <summary>Rejects what could not be sent for so long. The rows that were rejected now.</summary>
    public async Task<IReadOnlyList<OutboxAlert>> GiveUpAsync(long now, TimeSpan after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var giveUp = $$"""
            UPDATE alerts SET state = '{{AlertState.Rejected}}', ended_at = {0}, claimed_until = 0,
                reason = CASE WHEN reason = '' THEN {1} ELSE {1} || ': ' || reason END
            WHERE state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}') AND first_due_at < {2} AND claimed_until <= {{clock.Sql(
                context
            )}}
            RETURNING {{OutboxSql.Columns}}
            """;
        return await context
            .Alerts.FromSqlRaw(giveUp, now, $"not sent within {after:c}", now - (long)after.TotalMilliseconds)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>Erases the content of what was rejected so long ago, and forgets halves of rules that are older.</summary>
    public async Task EraseAsync(long now, TimeSpan keepContent, TimeSpan remember, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rejectedBefore = now - (long)keepContent.TotalMilliseconds;
        var rejected = context.Alerts.Where(alert =>
            alert.State == AlertState.Rejected && alert.EndedAt != 0 && alert.EndedAt < rejectedBefore
        );
        await context
            .Alerts.Where(alert =>
                alert.State == AlertState.Folded && alert.Content != "" && rejected.Any(digest => digest.Id == alert.DigestId)
            )
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Content, "").SetProperty(r => r.EndedAt, now), cancellationToken);
        await rejected
            .Where(alert => alert.Content != "")
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Content, ""), cancellationToken);

        var rememberedBefore = now - (long)remember.TotalMilliseconds;
        await context.Remembered.Where(match => match.ChangedAt < rememberedBefore).ExecuteDeleteAsync(cancellationToken);
        var firedBefore = now - (long)KeepFires.TotalMilliseconds;
        await context.Fires.Where(fire => fire.FiredAt < firedBefore).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>
    /// What a channel could not send for so long, and its fallback does not have: errors and critical alerts only, out of digests too.
    /// </summary>
    public async Task<IReadOnlyList<OutboxAlert>> FindForFallbackAsync(
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
