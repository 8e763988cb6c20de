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
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        const string waits = $"state IN ('{AlertState.Pending}', '{AlertState.Held}')";
        var isFree = $"claimed_until <= {clock.Sql(context)}";

        // Of a digest that some recipients have, who has it is remembered: it is given up as a whole.
        var isLateDigest = $"digest_reason = {(int)DigestReason.Late} AND delivered_to = ''";
        var tried = $"{isLateDigest} AND {waits} AND {isFree} AND first_due_at < {{3}}";
        const string reject = $$"""
            UPDATE alerts SET state = '{{AlertState.Rejected}}', ended_at = {0}, claimed_until = 0, digest_id = '',
                reason = CASE WHEN reason = '' THEN {1} ELSE {1} || ': ' || reason END
            """;
        var alone = $"{reject} WHERE {waits} AND {isFree} AND first_due_at < {{2}} AND NOT ({isLateDigest}) RETURNING {OutboxSql.Columns}";
        var folded = $$"""
            {{reject}}
            WHERE state = '{{AlertState.Folded}}' AND content <> '' AND first_due_at < {2}
                AND digest_id IN (SELECT id FROM alerts WHERE {{tried}})
            RETURNING {{OutboxSql.Columns}}
            """;
        object[] values =
        [
            now,
            $"not sent within {after:c}",
            now - (long)after.TotalMilliseconds,
            now - (long)LateDigestTries.TotalMilliseconds,
        ];

        // Their senders have to wait, or have them: else one would send what is given up here.
        var hold = $"UPDATE alerts SET claim_number = claim_number WHERE {tried}";
        var hasTried = await context.Database.ExecuteSqlRawAsync(hold, values, cancellationToken) > 0;
        var given = await context.Alerts.FromSqlRaw(alone, values).AsNoTracking().ToListAsync(cancellationToken);
        var empty = $$"""
            UPDATE alerts SET state = '{{AlertState.Rejected}}', ended_at = {0}, reason = '{{StateReason.NothingLeft}}'
            WHERE {{tried}} AND NOT EXISTS (
                SELECT 1 FROM alerts part
                WHERE part.digest_id = alerts.id AND part.state = '{{AlertState.Folded}}' AND part.content <> '')
            """;
        if (hasTried)
        {
            given.AddRange(await context.Alerts.FromSqlRaw(folded, values).AsNoTracking().ToListAsync(cancellationToken));
            await context.Database.ExecuteSqlRawAsync(empty, values, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return given;
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
