using CallEvents.Alerting.Channels;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Sees to it that of all handlings of a call's messages, in all replicas, one tells an alert.</summary>
internal sealed class AlertClaims(IDbContextFactory<AlertingDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    public async Task<AlertClaim> TryClaimAsync(Alert alert, string channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var until = (now + ClaimDuration).ToUnixTimeMilliseconds();

        // One statement, so that it makes no difference who comes first: unique by key, and taken over only when run out.
        var claimed = await context.Database.SqlQuery<int>(
            $"""
             INSERT INTO sent_alerts (workspace, rule_id, call_id, channel, claimed_until, claim_number)
             VALUES ({alert.Workspace}, {alert.RuleId}, {alert.Call.Id}, {channel}, {until}, 1)
             ON CONFLICT (workspace, rule_id, call_id, channel) DO UPDATE SET claimed_until = excluded.claimed_until, claim_number = sent_alerts.claim_number + 1
             WHERE sent_alerts.sent_at IS NULL AND sent_alerts.claimed_until <= {now.ToUnixTimeMilliseconds()}
             RETURNING claim_number
             """).ToListAsync(cancellationToken);
        if (claimed is [var number]) return new AlertClaim(ClaimOutcome.Acquired, alert, channel, number);

        var told = await context.SentAlerts.AnyAsync(
            row => row.Workspace == alert.Workspace && row.RuleId == alert.RuleId && row.CallId == alert.Call.Id && row.Channel == channel && row.SentAt != null,
            cancellationToken);
        return new AlertClaim(told ? ClaimOutcome.AlreadySent : ClaimOutcome.Held, alert, channel);
    }

    public async Task MarkSentAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        // Whoever holds the claim by now: it has been told.
        await Row(context, claim).Where(row => row.SentAt == null).ExecuteUpdateAsync(row => row.SetProperty(r => r.SentAt, now), cancellationToken);
    }

    public async Task ReleaseAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Row(context, claim).Where(row => row.ClaimNumber == claim.Number && row.SentAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.ClaimedUntil, 0), cancellationToken);
    }

    private static IQueryable<SentAlert> Row(AlertingDbContext context, AlertClaim claim) => context.SentAlerts.Where(row =>
        row.Workspace == claim.Alert.Workspace && row.RuleId == claim.Alert.RuleId && row.CallId == claim.Alert.Call.Id && row.Channel == claim.Channel);
}
