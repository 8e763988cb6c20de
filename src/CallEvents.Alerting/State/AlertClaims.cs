using CallEvents.Alerting.Channels;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Sees to it that of all handlings of a call's messages, in all replicas, one tells an alert.</summary>
internal sealed class AlertClaims(IDbContextFactory<AlertingState> states, TimeProvider time)
{
    private static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(1);

    public async Task<AlertClaim> TryClaimAsync(Alert alert, string channel, CancellationToken cancellationToken)
    {
        await using var state = await states.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var until = (now + ClaimLength).ToUnixTimeMilliseconds();

        // One statement, so that it makes no difference who comes first: unique by key, and taken over only when run out.
        var claimed = await state.Database.SqlQuery<int>(
            $"""
             INSERT INTO told_alerts (workspace, rule_id, call_id, channel, claimed_until, claims)
             VALUES ({alert.Workspace}, {alert.RuleId}, {alert.Call.Id}, {channel}, {until}, 1)
             ON CONFLICT (workspace, rule_id, call_id, channel) DO UPDATE SET claimed_until = excluded.claimed_until, claims = told_alerts.claims + 1
             WHERE told_alerts.told_at IS NULL AND told_alerts.claimed_until <= {now.ToUnixTimeMilliseconds()}
             RETURNING claims
             """).ToListAsync(cancellationToken);
        if (claimed is [var number]) return new AlertClaim(ClaimOutcome.Ours, alert, channel, number);

        var told = await state.ToldAlerts.AnyAsync(
            row => row.Workspace == alert.Workspace && row.RuleId == alert.RuleId && row.CallId == alert.Call.Id && row.Channel == channel && row.ToldAt != null,
            cancellationToken);
        return new AlertClaim(told ? ClaimOutcome.ToldAlready : ClaimOutcome.Held, alert, channel);
    }

    public async Task MarkToldAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var state = await states.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        // Whoever holds the claim by now: it has been told.
        await Row(state, claim).Where(row => row.ToldAt == null).ExecuteUpdateAsync(row => row.SetProperty(r => r.ToldAt, now), cancellationToken);
    }

    public async Task GiveBackAsync(AlertClaim claim, CancellationToken cancellationToken)
    {
        await using var state = await states.CreateDbContextAsync(cancellationToken);
        await Row(state, claim).Where(row => row.Claims == claim.Number && row.ToldAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.ClaimedUntil, 0), cancellationToken);
    }

    private static IQueryable<ToldAlert> Row(AlertingState state, AlertClaim claim) => state.ToldAlerts.Where(row =>
        row.Workspace == claim.Alert.Workspace && row.RuleId == claim.Alert.RuleId && row.CallId == claim.Alert.Call.Id && row.Channel == claim.Channel);
}
