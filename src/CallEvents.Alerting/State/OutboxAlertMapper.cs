using System.Text.Json;
using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.State;

/// <summary>Makes rows of alerts, and alerts of rows.</summary>
internal static class OutboxAlertMapper
{
    /// <summary>The row of an alert that is due.</summary>
    public static OutboxAlert ToRow(Alert alert, string channel, long now) =>
        new()
        {
            Id = AlertIds.Of(alert.Workspace, alert.RuleId, alert.CallId, channel, alert.Occurrence),
            Workspace = alert.Workspace,
            RuleId = alert.RuleId,
            CallId = alert.CallId,
            Channel = channel,
            Occurrence = alert.Occurrence,
            State = AlertState.Pending,
            Severity = alert.Severity,
            CreatedAt = now,
            ObservedAt = alert.ObservedAt.ToUnixTimeMilliseconds(),
            DueAt = now,
            FirstDueAt = now,
            Content = JsonSerializer.Serialize(alert),
        };

    /// <summary>The alert of a row whose content is not erased.</summary>
    public static Alert ToAlert(OutboxAlert row) => JsonSerializer.Deserialize<Alert>(row.Content)!;
}
