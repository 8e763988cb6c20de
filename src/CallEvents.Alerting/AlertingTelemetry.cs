using System.Diagnostics;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Alerting;

/// <summary>Alerting's activity source.</summary>
internal static class AlertingTelemetry
{
    private static readonly ActivitySource Activities = new(TelemetryNames.Alerting);

    /// <summary>
    /// Starts the span of an alert that is sent, in the trace of the message that raised it; that of a digest is a trace of its own, with
    /// links to those of its newest alerts.
    /// </summary>
    public static Activity? StartSend(string channel, Notification notification) =>
        (
            notification switch
            {
                AlertNotification { Alert: var alert } => Activities
                    .StartActivity("send alert", ActivityKind.Client, ContextOf(alert))
                    ?.SetTag(TelemetryNames.Workspace, alert.Workspace)
                    .SetTag(TelemetryNames.CallId, alert.CallId)
                    .SetTag(AlertingMetrics.RuleKey, alert.RuleId),
                DigestNotification { Digest: var digest } => Activities.StartActivity(
                    ActivityKind.Client,
                    links: digest
                        .Newest.Select(ContextOf)
                        .Where(context => context != default)
                        .Select(context => new ActivityLink(context)),
                    name: "send digest"
                ),
                _ => null,
            }
        )?.SetTag(AlertingMetrics.ChannelKey, channel);

    private static ActivityContext ContextOf(Alert alert) =>
        ActivityContext.TryParse(alert.TraceParent, traceState: null, isRemote: true, out var context) ? context : default;

    /// <summary>Marks the span as failed when the channel did not accept it.</summary>
    public static ChannelResult Record(Activity? send, ChannelResult result)
    {
        if (result is not ChannelResult.Sent)
            send?.SetFailed(result.GetType().Name);
        return result;
    }
}
