using System.Diagnostics;
using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Alerting;

/// <summary>Alerting's activity source.</summary>
internal static class AlertingTelemetry
{
    private static readonly ActivitySource Activities = new(TelemetryNames.Alerting);

    /// <summary>Starts the span of an alert that is sent.</summary>
    public static Activity? StartSend(Alert alert, IAlertChannel channel) =>
        Activities
            .StartActivity("send alert", ActivityKind.Client)
            ?.SetTag(TelemetryNames.Workspace, alert.Workspace)
            .SetTag(TelemetryNames.CallId, alert.Call.Id)
            .SetTag(AlertingMetrics.RuleKey, alert.RuleId)
            .SetTag(AlertingMetrics.ChannelKey, channel.Name);

    /// <summary>Marks the span as failed when the channel did not accept the alert.</summary>
    public static ChannelResult Record(Activity? send, ChannelResult result)
    {
        if (result is not ChannelResult.Sent)
            send?.SetFailed(result.GetType().Name);
        return result;
    }
}
