using System.Diagnostics.Metrics;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting;

/// <summary>Everything alerting counts, by what happened.</summary>
internal sealed class AlertingMetrics
{
    private readonly AlertingStatus status;
    private readonly Counter<long> sent;
    private readonly Counter<long> deduplicated;
    private readonly Counter<long> rejected;

    public AlertingMetrics(IMeterFactory meters, AlertingStatus status, [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels)
    {
        this.status = status;
        var meter = meters.Create("CallEvents.Alerting");
        sent = meter.CreateCounter<long>("callevents.alerts.told", "{alert}", "Alerts that a channel has taken");
        deduplicated = meter.CreateCounter<long>("callevents.alerts.repeated", "{alert}", "Alerts that had been told already");
        rejected = meter.CreateCounter<long>("callevents.alerts.rejected", "{alert}", "Alerts that a channel refused");
        meter.CreateObservableGauge("callevents.alerts.waiting", () => channels.Waiting, "{message}", "Messages held because a channel is away");
    }

    public void AlertSent(Alert alert, IAlertChannel channel)
    {
        sent.Add(1, Tags(alert, channel));
        status.RecordSent();
    }

    public void AlertDeduplicated(Alert alert, IAlertChannel channel) => deduplicated.Add(1, Tags(alert, channel));

    public void AlertRejected(Alert alert, IAlertChannel channel) => rejected.Add(1, Tags(alert, channel));

    private static KeyValuePair<string, object?>[] Tags(Alert alert, IAlertChannel channel) => [new("rule", alert.RuleId), new("channel", channel.Name)];
}
