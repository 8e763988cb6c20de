using System.Globalization;
using CallEvents.Alerting.Alerts;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Digests of the outbox. One that is due is closed by the claim of its sender; what comes later goes into another.</summary>
internal static class OutboxDigests
{
    /// <summary>The id of the digest with this key that still collects alerts; a new one, if there is none.</summary>
    /// <remarks>Its row stays locked to the end of the transaction: its sender waits, and then finds all that is in it.</remarks>
    public static async Task<string> OpenAsync(
        AlertingDbContext context,
        string channel,
        string key,
        DigestReason reason,
        long dueAt,
        long now,
        CancellationToken cancellationToken
    )
    {
        for (var turn = 1; ; turn++)
        {
            var digest = Create(
                channel,
                turn == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}#{turn}"),
                reason,
                dueAt,
                now
            );
            var open = $$"""
                {{OutboxSql.Insert}}
                ON CONFLICT (workspace, rule_id, call_id, channel, occurrence)
                DO UPDATE SET claim_number = alerts.claim_number WHERE alerts.state = '{{AlertState.Held}}'
                """;
            if (await context.Database.ExecuteSqlRawAsync(open, OutboxSql.Values(digest), cancellationToken) > 0)
                return digest.Id;
        }
    }

    private static OutboxAlert Create(string channel, string key, DigestReason reason, long dueAt, long now) =>
        new()
        {
            Id = AlertIds.Of("", "", "", channel, key),
            Workspace = "",
            RuleId = "",
            CallId = "",
            Channel = channel,
            Occurrence = key,
            State = AlertState.Held,
            Reason = ReasonText.Of(reason),
            Severity = Severity.Info,
            CreatedAt = now,
            ObservedAt = now,
            DueAt = dueAt,
            FirstDueAt = dueAt,
            DigestReason = (int)reason,
        };
}
