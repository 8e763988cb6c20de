using System.Diagnostics.Metrics;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting;

/// <summary>The metrics of alerting.</summary>
internal sealed class AlertingMetrics
{
    internal const string RuleKey = "callevents.alert.rule";
    internal const string ChannelKey = "callevents.alert.channel";
    internal const string SeverityKey = "callevents.alert.severity";
    internal const string ReasonKey = "callevents.alert.reason";

    private static readonly InstrumentAdvice<double> DelayBuckets = new()
    {
        HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400, 259200],
    };

    private static readonly InstrumentAdvice<double> MatchBuckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    };

    private readonly AlertingStatus status;
    private readonly TimeProvider time;
    private readonly Counter<long> fired;
    private readonly Counter<long> sent;
    private readonly Counter<long> rejected;
    private readonly Counter<long> held;
    private readonly Counter<long> folded;
    private readonly Counter<long> late;
    private readonly Histogram<double> delay;
    private readonly Histogram<double> match;
    private volatile IReadOnlyList<Backlog> backlog = [];

    public AlertingMetrics(
        IMeterFactory meters,
        AlertingStatus status,
        [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit outbox,
        ChannelSet channels,
        RulesSource rules,
        TimeProvider time
    )
    {
        (this.status, this.time) = (status, time);
        var meter = meters.Create(TelemetryNames.Alerting);
        fired = meter.CreateCounter<long>("callevents.alerts.fired", "{alert}", "Alerts raised, one for each channel");
        sent = meter.CreateCounter<long>("callevents.alerts.sent", "{alert}", "Alerts that a channel accepted, alone or in a digest");
        rejected = meter.CreateCounter<long>("callevents.alerts.rejected", "{alert}", "Alerts that a channel will not send, by the reason");
        held = meter.CreateCounter<long>("callevents.alerts.held", "{alert}", "Digests that wait for their time, by the reason");
        folded = meter.CreateCounter<long>("callevents.alerts.folded", "{alert}", "Alerts put into a digest, by the reason");
        late = meter.CreateCounter<long>("callevents.alerts.late", "{alert}", "Alerts that were late");
        delay = meter.CreateHistogram(
            "callevents.alerts.delay",
            "s",
            "Time from the poller's observation until a channel accepted the alert",
            tags: null,
            advice: DelayBuckets
        );
        match = meter.CreateHistogram("callevents.rules.match.duration", "s", "Time to judge all rules on a message", null, MatchBuckets);
        meter.CreateObservableGauge(
            "callevents.rules.loaded",
            () => rules.Current.Rules.Count(rule => rule.Enabled),
            "{rule}",
            "Rules in use"
        );
        meter.CreateObservableGauge(
            "callevents.rules.errors",
            () => rules.Problem is null ? 0 : 1,
            "{file}",
            "Whether the rules file is rejected, while the rules before are in use"
        );
        meter.CreateObservableGauge(
            "callevents.alerts.pending",
            () => NamesOf(channels).Select(channel => Measure(BacklogOf(channel)?.Pending ?? 0, channel)),
            "{alert}",
            "Alerts and digests that are due and not sent"
        );
        meter.CreateObservableGauge(
            "callevents.alerts.oldest_age",
            () => NamesOf(channels).Select(channel => Measure(BacklogOf(channel) is { } waiting ? AgeOf(waiting) : 0, channel)),
            "s",
            "How long the oldest alert has been due"
        );
        Messages = new MessageMetrics(meter, "callevents.alerting", "the outbox", outbox, time);
    }

    /// <summary>The metrics of every received message.</summary>
    public MessageMetrics Messages { get; }

    /// <summary>An alert was put into the outbox.</summary>
    public void AlertRaised(PlacedAlert alert)
    {
        fired.Add(1, Tag(RuleKey, alert.RuleId), Tag(SeverityKey, Severities.NameOf(alert.Severity)));
        status.RecordRaised(alert.RuleId);
        if (alert.State == AlertState.Folded)
            Folded(alert.Channel, alert.Reason, alert.OpensDigest);
        else if (alert.State == AlertState.Rejected)
            Rejected(alert.Channel, alert.Reason);
    }

    /// <summary>An alert goes into a digest.</summary>
    public void Folded(string channel, string reason, bool opensDigest)
    {
        folded.Add(1, Tag(ChannelKey, channel), Tag(ReasonKey, reason));
        if (opensDigest)
            Held(channel, reason);
        if (reason == StateReason.Late)
            late.Add(1, Tag(ChannelKey, channel));
    }

    /// <summary>A digest waits for its time, or, in quiet hours, for another.</summary>
    public void Held(string channel, string reason) => held.Add(1, Tag(ChannelKey, channel), Tag(ReasonKey, reason));

    /// <summary>A channel will not send alerts.</summary>
    public void Rejected(string channel, string reason, int count = 1)
    {
        rejected.Add(count, Tag(ChannelKey, channel), Tag(ReasonKey, reason));
        if (reason == StateReason.Late)
            late.Add(count, Tag(ChannelKey, channel));
    }

    /// <summary>A channel has accepted alerts, alone or in a digest.</summary>
    public void Sent(string channel, IEnumerable<Alert> alerts, DateTimeOffset now)
    {
        foreach (var alert in alerts)
        {
            sent.Add(1, Tag(RuleKey, alert.RuleId), Tag(ChannelKey, channel));
            delay.Record(Math.Max(0, (now - alert.ObservedAt).TotalSeconds), Tag(ChannelKey, channel));
            status.RecordSent();
        }
    }

    /// <summary>What waits for each channel, as it was just counted.</summary>
    public void SetBacklog(IReadOnlyList<Backlog> counted) => backlog = counted;

    /// <summary>Measures how long the rules take, until it is disposed.</summary>
    public IDisposable MeasureMatch() => new MatchTimer(this, time.GetTimestamp());

    private double AgeOf(Backlog channel) => Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - channel.OldestDueAt) / 1000.0);

    /// <summary>Those of the settings, and those that were in them when alerts were raised.</summary>
    private IEnumerable<string> NamesOf(ChannelSet channels) =>
        channels.All.Select(channel => channel.Name).Union(backlog.Select(waiting => waiting.Channel));

    private Backlog? BacklogOf(string channel) => backlog.FirstOrDefault(waiting => waiting.Channel == channel);

    private static Measurement<T> Measure<T>(T value, string channel)
        where T : struct => new(value, Tag(ChannelKey, channel));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private sealed class MatchTimer(AlertingMetrics metrics, long startedAt) : IDisposable
    {
        public void Dispose() => metrics.match.Record(metrics.time.GetElapsedTime(startedAt).TotalSeconds);
    }
}
