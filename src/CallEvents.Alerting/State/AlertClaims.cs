using CallEvents.Alerting.Channels;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Ensures that, across all messages of a call and all replicas, one handler sends an alert.</summary>
internal sealed class AlertClaims(IDbContextFactory<AlertingDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    public async Task<AlertClaim> TryClaimAsync(Alert alert, string channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var until = (now + ClaimDuration).ToUnixTimeMilliseconds();

        // One statement, so that concurrent claims cannot conflict: unique by key, and taken over only after expiry.
        var claimed = await context
            .Database.SqlQuery<int>(
                $"""
                INSERT INTO sent_alerts (workspace, rule_id, call_id, channel, claimed_until, claim_number)
                VALUES ({alert.Workspace}, {alert.RuleId}, {alert.Call.Id}, {channel}, {until}, 1)
                ON CONFLICT (workspace, rule_id, call_id, channel)
                DO UPDATE SET claimed_until = excluded.claimed_until, claim_number = sent_alerts.claim_number + 1
                WHERE sent_alerts.sent_at IS NULL AND sent_alerts.claimed_until <= {now.ToUnixTimeMilliseconds()}
                RETURNING claim_number
                """
            )
            .ToListAsync(cancellationToken);
        if (claimed is [var number])
            return new AlertClaim(ClaimOutcome.Acquired, alert, channel, number);

        var isSent = await RowOf(context, alert, channel).AnyAsync(row => row.SentAt != null, cancellationToken);
        return new AlertClaim(isSent ? ClaimOutcome.AlreadySent : ClaimOutcome.Held, alert, channel);
    }

    public async Task MarkSentAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        // Without a check of the claim number: the alert has been sent, even if another handler holds the claim by now.
        await RowOf(context, claim.Alert, claim.Channel)
            .Where(row => row.SentAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.SentAt, now), cancellationToken);
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
