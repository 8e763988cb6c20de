using System.Diagnostics.Metrics;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting;

/// <summary>The metrics of alerting.</summary>
internal sealed class AlertingMetrics
{
    private const string RuleAttribute = "callevents.alert.rule";
    private const string ChannelAttribute = "callevents.alert.channel";

    private readonly AlertingStatus status;
    private readonly Counter<long> sent;
    private readonly Counter<long> deduplicated;
    private readonly Counter<long> rejected;

    public AlertingMetrics(
        IMeterFactory meters,
        AlertingStatus status,
        [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels
    )
    {
        this.status = status;
        var meter = meters.Create("CallEvents.Alerting");
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
        meter.CreateObservableGauge(
            name: "callevents.alerting.messages.waiting",
            observeValue: () => channels.Waiting,
            unit: "{message}",
            description: "Messages held while a channel is unavailable"
        );
    }

    public void AlertSent(Alert alert, IAlertChannel channel)
    {
        sent.Add(1, Tags(alert, channel));
        status.RecordSent();
    }

    public void AlertDeduplicated(Alert alert, IAlertChannel channel) => deduplicated.Add(1, Tags(alert, channel));

    public void AlertRejected(Alert alert, IAlertChannel channel) => rejected.Add(1, Tags(alert, channel));

    private static KeyValuePair<string, object?>[] Tags(Alert alert, IAlertChannel channel) =>
        [new(RuleAttribute, alert.RuleId), new(ChannelAttribute, channel.Name)];
}
