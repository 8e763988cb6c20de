using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>
/// Rejects alerts that could not be sent in time, and erases what is no longer needed. Each statement is conditional, so that replicas may
/// run them together.
/// </summary>
internal sealed class OutboxCleaner(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    private static readonly TimeSpan KeepFires = TimeSpan.FromDays(400);

    /// <summary>How long a digest of late alerts is tried before any of them is given up.</summary>
    private static readonly TimeSpan LateDigestTries = TimeSpan.FromHours(1);

    /// <summary>
    /// Rejects what could not be sent for so long. A digest of late alerts goes on collecting: of it, each alert is given up by itself,
    /// when the digest has been tried.
    /// </summary>
    /// <returns>The rows that were rejected now.</returns>
    public async Task<IReadOnlyList<OutboxAlert>> GiveUpAsync(long now, TimeSpan after, CancellationToken cancellationToken)
    {
        const int late = (int)DigestReason.Late;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var databaseNow = clock.Sql(context);
        const string reject = $$"""
            UPDATE alerts SET state = '{{AlertState.Rejected}}', ended_at = {0}, claimed_until = 0, digest_id = '',
                reason = CASE WHEN reason = '' THEN {1} ELSE {1} || ': ' || reason END
            """;
        var waiting = $$"""
            {{reject}}
            WHERE state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}') AND first_due_at < {2} AND claimed_until <= {{databaseNow}}
                AND digest_reason <> {{late}}
            RETURNING {{OutboxSql.Columns}}
            """;
        var folded = $$"""
            {{reject}}
            WHERE state = '{{AlertState.Folded}}' AND content <> '' AND first_due_at < {2} AND EXISTS (
                SELECT 1 FROM alerts digest
                WHERE digest.id = alerts.digest_id AND digest.digest_reason = {{late}} AND digest.first_due_at < {3}
                    AND digest.claimed_until <= {{databaseNow}} AND digest.state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}'))
            RETURNING {{OutboxSql.Columns}}
            """;
        var overdue = now - (long)after.TotalMilliseconds;
        var tried = now - (long)LateDigestTries.TotalMilliseconds;
        object[] values = [now, $"not sent within {after:c}", overdue, tried];
        return
        [
            .. await context.Alerts.FromSqlRaw(waiting, values).AsNoTracking().ToListAsync(cancellationToken),
            .. await context.Alerts.FromSqlRaw(folded, values).AsNoTracking().ToListAsync(cancellationToken),
        ];
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
}
