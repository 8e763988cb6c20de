using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>
/// Ensures that, across all messages of a call and all replicas, one handler sends an alert. Claims expire by the database's clock: by the
/// replicas' own clocks, one that is a minute ahead would take over every claim of the others.
/// </summary>
internal sealed class AlertClaims(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    private static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    public async Task<AlertClaim> TryClaimAsync(Alert alert, string channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.Sql(context);

        // One statement, so that concurrent claims cannot conflict: unique by key, and taken over only after expiry.
        var claim = $$"""
            INSERT INTO sent_alerts (workspace, rule_id, call_id, channel, claimed_until, claim_number)
            VALUES ({0}, {1}, {2}, {3}, {{now}} + {4}, 1)
            ON CONFLICT (workspace, rule_id, call_id, channel)
            DO UPDATE SET claimed_until = excluded.claimed_until, claim_number = sent_alerts.claim_number + 1
            WHERE sent_alerts.sent_at IS NULL AND sent_alerts.claimed_until <= {{now}}
            RETURNING claim_number
            """;
        var claimed = await context
            .Database.SqlQueryRaw<int>(claim, alert.Workspace, alert.RuleId, alert.Call.Id, channel, (long)ClaimDuration.TotalMilliseconds)
            .ToListAsync(cancellationToken);
        if (claimed is [var number])
            return new AlertClaim(ClaimOutcome.Acquired, alert, channel, number);

        var isSent = await RowOf(context, alert, channel).AnyAsync(row => row.SentAt != null, cancellationToken);
        return new AlertClaim(isSent ? ClaimOutcome.AlreadySent : ClaimOutcome.Held, alert, channel);
    }

    public async Task MarkSentAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // Without a check of the claim number: the alert has been sent, even if another handler holds the claim by now.
        var mark = $$"""
            UPDATE sent_alerts SET sent_at = {{clock.Sql(context)}}
            WHERE workspace = {0} AND rule_id = {1} AND call_id = {2} AND channel = {3} AND sent_at IS NULL
            """;
        var (alert, channel) = (claim.Alert, claim.Channel);
        await context.Database.ExecuteSqlRawAsync(mark, [alert.Workspace, alert.RuleId, alert.Call.Id, channel], cancellationToken);
    }

    public async Task ReleaseAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RowOf(context, claim.Alert, claim.Channel)
            .Where(row => row.ClaimNumber == claim.Number && row.SentAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.ClaimedUntil, 0), cancellationToken);
    }

    private static IQueryable<SentAlert> RowOf(AlertingDbContext context, Alert alert, string channel) =>
        context.SentAlerts.Where(row =>
            row.Workspace == alert.Workspace && row.RuleId == alert.RuleId && row.CallId == alert.Call.Id && row.Channel == channel
        );
}
