using System.Globalization;
using CallEvents.Alerting.Alerts;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Digests of the outbox. One that is due is closed by the claim of its sender; what comes later goes into another.</summary>
internal static class OutboxDigests
{
    /// <summary>The digest with this key that still collects alerts; a new one, if there is none. As severe as what goes into it.</summary>
    /// <remarks>Its row stays locked to the end of the transaction: its sender waits, and then finds all that is in it.</remarks>
    public static async Task<OpenDigest> OpenAsync(
        AlertingDbContext context,
        string channel,
        DigestSlot slot,
        Severity severity,
        long now,
        CancellationToken cancellationToken
    )
    {
        for (var turn = 1; ; turn++)
        {
            var key = turn == 1 ? slot.Key : string.Create(CultureInfo.InvariantCulture, $"{slot.Key}#{turn}");
            var digest = Create(channel, slot with { Key = key }, severity, now);
            var open = $$"""
                {{OutboxSql.Insert}}
                ON CONFLICT (workspace, rule_id, call_id, channel, occurrence)
                DO UPDATE SET claim_number = alerts.claim_number + 1,
                    severity = CASE WHEN alerts.severity < excluded.severity THEN excluded.severity ELSE alerts.severity END
                WHERE alerts.state = '{{AlertState.Held}}'
                RETURNING claim_number AS "Value"
                """;
            var claimNumbers = await context.Database.SqlQueryRaw<int>(open, [.. OutboxSql.Values(digest)]).ToListAsync(cancellationToken);
            if (claimNumbers is [var claimNumber])
                return new OpenDigest(digest.Id, IsNew: claimNumber == 0);
        }
    }

    private static OutboxAlert Create(string channel, DigestSlot slot, Severity severity, long now) =>
        new()
        {
            Id = AlertIds.Of("", "", "", channel, slot.Key),
            Workspace = "",
            RuleId = "",
            CallId = "",
            Channel = channel,
            Occurrence = slot.Key,
            State = AlertState.Held,
            Reason = StateReason.Of(slot.Reason),
            Severity = severity,
            CreatedAt = now,
            ObservedAt = now,
            DueAt = slot.DueAt,
            FirstDueAt = slot.DueAt,
            DigestReason = (int)slot.Reason,
        };
}
