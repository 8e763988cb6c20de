namespace CallEvents.Tests.Observability;

/// <summary>
/// Promtool evaluates the alerts over the metrics that the services have emitted under each fault: those that should fire do, and no
/// others.
/// </summary>
public sealed class FaultTests
{
    private const string ConsumersAbsent = "CallEventsCrmUpdaterAbsent|CallEventsAlertingAbsent";
    private const string PollerAbsent = "CallEventsPollerAbsent";

    [Fact]
    public async Task A_pollers_alerts_fire_under_their_faults_and_end_with_them() =>
        Evaluate(
            await MonitoredServices.Poller,
            MonitoredScenario.Ended,
            ConsumersAbsent,
            (7, []),
            // The broker is away from 8 to 26.
            (25, ["CallEventsCannotPublish", "CallEventsPendingTooOld"]),
            (36, []),
            // No queue is bound from 38 to 56.
            (55, ["CallEventsNoSubscriber", "CallEventsPendingTooOld"]),
            (66, []),
            // The key is refused from 68 to 81.
            (80, ["CallEventsKeyRefused", "CallEventsPollerBehind"]),
            (90, []),
            // The API fails from 92 to 105, and shows a late call after it.
            (104, ["CallEventsPollFailing", "CallEventsPollerBehind"]),
            (118, ["CallEventsLateCalls"]),
            // It throttles from 120 to 142.
            (141, ["CallEventsLateCalls", "CallEventsPollerBehind", "CallEventsThrottled"]),
            // The database is away from 155 to 171.
            (170, ["CallEventsLateCalls", "CallEventsLedgerUnavailable", "CallEventsNoHolder"]),
            (183, []),
            // The poller restarts every three minutes from 185 to 203; a call and a range cannot be read since 186 and 188.
            (207, ["CallEventsGap", "CallEventsHolderFlapping", "CallEventsParked"]),
            // No poller runs from 210 on.
            (MonitoredScenario.Ended + 20, [PollerAbsent])
        );

    [Fact]
    public async Task An_alert_of_what_waits_for_long_fires_then_and_ends_with_it() =>
        Evaluate(
            await MonitoredServices.Day,
            MonitoredDay.Ended,
            ConsumersAbsent,
            (MonitoredDay.Forgotten - 1, ["CallEventsOversized"]),
            (MonitoredDay.Forgotten + 5, []),
            (MonitoredDay.Stuck + 120, []),
            (MonitoredDay.Transcribed - 1, ["CallEventsTranscriptsStuck"]),
            (MonitoredDay.Transcribed + 15, []),
            (MonitoredDay.Paused + (24 * 60) - 1, []),
            (MonitoredDay.Resumed - 1, ["CallEventsPaused"]),
            (MonitoredDay.Ended - 1, [])
        );

    [Fact]
    public async Task An_alert_of_an_expected_queue_fires_until_it_is_bound() =>
        Evaluate(
            await MonitoredServices.Monitors,
            MonitoredServices.MonitorsEnded,
            $"{ConsumersAbsent}|{PollerAbsent}",
            (4, []),
            (MonitoredServices.Bound - 1, ["CallEventsQueueNotBound"]),
            (MonitoredServices.Bound + 1, [])
        );

    [Fact]
    public async Task A_consumers_alerts_fire_under_their_faults_and_end_with_them() =>
        Evaluate(
            await MonitoredServices.Consumers,
            MonitoredConsumer.Ended,
            PollerAbsent,
            (MonitoredConsumer.Away - 1, []),
            (MonitoredConsumer.Back - 1, ["CallEventsAlertsNotDelivered", "CallEventsCrmAway"]),
            (MonitoredConsumer.Rejected - 1, []),
            (MonitoredConsumer.Rejected + 4, ["CallEventsAlertsNotDelivered", "CallEventsAlertsRejected", "CallEventsCrmRejected"]),
            (MonitoredConsumer.Late - 1, []),
            (MonitoredConsumer.Ended - 1, ["CallEventsAlertingBehind", "CallEventsCrmBehind"]),
            (MonitoredConsumer.Ended + 20, ["CallEventsAlertingAbsent", "CallEventsCrmUpdaterAbsent"])
        );

    private static void Evaluate(MetricHistory history, int minutes, string left, params (int Minute, string[] Firing)[] checks)
    {
        List<string> file = [$"rule_files: ['{AlertFile.Path}']", "evaluation_interval: 1m", "tests:", "  - interval: 1m"];
        file.Add("    input_series:");
        foreach (var (series, values) in history.ToInputSeries(minutes))
            file.AddRange([$"      - series: '{series}'", $"        values: '{values}'"]);
        file.Add("    promql_expr_test:");
        foreach (var (minute, firing) in checks)
        {
            file.Add($"      - expr: group by (alertname) (ALERTS{{alertstate='firing', alertname!~'{left}'}})");
            file.Add($"        eval_time: {minute}m");
            file.Add(firing is [] ? "        exp_samples: []" : "        exp_samples:");
            file.AddRange(firing.Select(alert => $"          - {{labels: '{{alertname=\"{alert}\"}}', value: 1}}"));
        }

        var path = Path.Combine(TemporaryFolder.Create(), "faults.test.yml");
        File.WriteAllLines(path, file);
        Promtool.Run("test", "rules", path);
    }
}
