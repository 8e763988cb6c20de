namespace CallEvents.Tests.Observability;

/// <summary>The metrics of a run are what happened in it.</summary>
public sealed class MeasuredRunTests
{
    [Fact]
    public async Task Throttled_time_is_as_long_as_the_API_throttled()
    {
        var history = await MonitoredServices.Poller;

        var throttled = history.At(150, "callevents_api_throttled_seconds_total").ShouldHaveSingleItem().Value;

        // The last Retry-After begins before the end.
        throttled.ShouldBeInRange(21.5 * 60, 22.5 * 60);
    }

    [Fact]
    public async Task Every_call_is_discovered_recorded_and_published_once()
    {
        var history = await MonitoredServices.Poller;

        var discovered = Sum(history, 150, "callevents_calls_discovered_total");
        Sum(history, 150, "callevents_events_recorded_total", ("callevents_event_type", "CallRecorded")).ShouldBe(discovered);
        Sum(history, 150, "callevents_events_published_total", ("callevents_event_type", "CallRecorded")).ShouldBe(discovered);
        Sum(history, 150, "callevents_calls_late_total").ShouldBe(1);
        Sum(history, 150, "callevents_transcripts_given_up_total").ShouldBeGreaterThanOrEqualTo(1);
        Sum(history, 150, "callevents_outbox_pending").ShouldBe(0);
    }

    [Fact]
    public async Task A_job_is_counted_when_it_ends_and_the_item_that_it_removed()
    {
        var history = await MonitoredServices.Poller;

        Sum(history, 36, "callevents_items_removed_total").ShouldBe(1);
        Sum(history, 36, "callevents_jobs_ended_total", ("callevents_job_kind", "retry"), ("callevents_job_state", "done")).ShouldBe(1);
        Sum(history, 36, "callevents_jobs").ShouldBe(0);
        history.At(36, "callevents_jobs").Count().ShouldBe(14, "seven kinds, waiting or running");
    }

    [Fact]
    public async Task Every_message_is_counted_once_with_what_became_of_it()
    {
        var history = await MonitoredServices.Consumers;
        var end = MonitoredConsumer.Ended - 1;

        Outcomes(history, end, "callevents_crm_messages_handled_total").ShouldBe(["handled 108", "rejected 1", "skipped 1"]);
        Outcomes(history, end, "callevents_alerting_messages_handled_total").ShouldBe(["failed 1", "handled 108", "ignored 1"]);
        Sum(history, end, "callevents_crm_messages_delay_seconds_count").ShouldBe(108);
        Sum(history, end, "callevents_alerts_fired_total", ("callevents_alert_rule", "deal-lost")).ShouldBe(107);
        Sum(history, end, "callevents_crm_messages_retried_total").ShouldBeGreaterThan(MonitoredConsumer.Back - MonitoredConsumer.Away);
    }

    private static IEnumerable<string> Outcomes(MetricHistory history, int minute, string name) =>
        history.At(minute, name).Select(sample => $"{sample.Series.Labels["callevents_message_outcome"]} {sample.Value}").Order();

    private static double Sum(MetricHistory history, int minute, string name, params (string Label, string Value)[] labels) =>
        history
            .At(minute, name)
            .Where(sample => labels.All(label => sample.Series.Labels[label.Label] == label.Value))
            .Sum(sample => sample.Value);
}
