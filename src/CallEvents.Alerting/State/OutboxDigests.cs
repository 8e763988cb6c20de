using System.Globalization;
using CallEvents.Alerting.Alerts;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Digests of the outbox. One that is due is closed by the claim of its sender; what comes later goes into another.</summary>
internal static class OutboxDigests
{
    /// <summary>In milliseconds: late alerts come within the hour.</summary>
    private const long Soon = 60 * 60 * 1_000;

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
        // Late alerts join the digest that waits, for its channel to recover perhaps, unless quiet hours hold them.
        var joins = slot.Reason is DigestReason.Late && slot.DueAt <= now + Soon;
        var waiting = joins ? await FindLateAsync(context, channel, slot.DueAt, cancellationToken) : null;
        for (var turn = waiting is null ? 1 : 0; ; turn++)
        {
            var key =
                turn == 0 ? waiting!
                : turn == 1 ? slot.Key
                : string.Create(CultureInfo.InvariantCulture, $"{slot.Key}#{turn}");
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

    /// <summary>The key of a channel's digest of late alerts that collects, and is due by then.</summary>
    private static Task<string?> FindLateAsync(AlertingDbContext context, string channel, long by, CancellationToken cancellationToken) =>
        context
            .Alerts.Where(alert =>
                alert.Channel == channel
                && alert.State == AlertState.Held
                && alert.DueAt <= by
                && alert.DigestReason == (int)DigestReason.Late
            )
            .OrderBy(alert => alert.DueAt)
            .Select(alert => alert.Occurrence)
            .FirstOrDefaultAsync(cancellationToken);

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
