using System.Diagnostics.Metrics;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting;

/// <summary>The metrics of alerting.</summary>
internal sealed class AlertingMetrics
{
    internal const string RuleKey = "callevents.alert.rule";
    internal const string ChannelKey = "callevents.alert.channel";

    private readonly AlertingStatus status;
    private readonly Counter<long> sent;
    private readonly Counter<long> deduplicated;
    private readonly Counter<long> rejected;

    public AlertingMetrics(
        IMeterFactory meters,
        AlertingStatus status,
        [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels,
        TimeProvider time
    )
    {
        this.status = status;
        var meter = meters.Create(TelemetryNames.Alerting);
        sent = meter.CreateCounter<long>(name: "callevents.alerts.sent", unit: "{alert}", description: "Alerts that a channel accepted");
        deduplicated = meter.CreateCounter<long>(
            name: "callevents.alerts.deduplicated",
            unit: "{alert}",
            description: "Alerts not sent because they had been sent before"
        );
        rejected = meter.CreateCounter<long>(
            name: "callevents.alerts.rejected",
            unit: "{alert}",
            description: "Alerts that a channel rejected"
        );
        Messages = new MessageMetrics(meter, "callevents.alerting", "a channel", channels, time);
    }

    /// <summary>The metrics of every received message.</summary>
    public MessageMetrics Messages { get; }

    public void AlertSent(Alert alert, IAlertChannel channel)
    {
        sent.Add(1, Tags(alert, channel));
        status.RecordSent();
    }

    public void AlertDeduplicated(Alert alert, IAlertChannel channel) => deduplicated.Add(1, Tags(alert, channel));

    public void AlertRejected(Alert alert, IAlertChannel channel) => rejected.Add(1, Tags(alert, channel));

    private static KeyValuePair<string, object?>[] Tags(Alert alert, IAlertChannel channel) =>
        [new(RuleKey, alert.RuleId), new(ChannelKey, channel.Name)];
}
