using System.Diagnostics;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Alerting;

/// <summary>Alerting's activity source.</summary>
internal static class AlertingTelemetry
{
    private static readonly ActivitySource Activities = new(TelemetryNames.Alerting);

    /// <summary>Starts the span of an alert, or of a digest, that is sent.</summary>
    public static Activity? StartSend(string channel, OutboxAlert alert)
    {
        var activity = Activities
            .StartActivity(alert.IsDigest ? "send digest" : "send alert", ActivityKind.Client)
            ?.SetTag(AlertingMetrics.ChannelKey, channel);
        if (!alert.IsDigest)
            activity
                ?.SetTag(TelemetryNames.Workspace, alert.Workspace)
                .SetTag(TelemetryNames.CallId, alert.CallId)
                .SetTag(AlertingMetrics.RuleKey, alert.RuleId);
        return activity;
    }

    /// <summary>Marks the span as failed when the channel did not accept it.</summary>
    public static ChannelResult Record(Activity? send, ChannelResult result)
    {
        if (result is not ChannelResult.Sent)
            send?.SetFailed(result.GetType().Name);
        return result;
    }
}
