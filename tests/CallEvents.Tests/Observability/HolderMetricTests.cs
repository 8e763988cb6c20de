using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Observability;

public sealed class HolderMetricTests
{
    private const int Ended = 14;

    private static readonly string[] OfHolder =
    [
        "callevents_watermark_lag_seconds",
        "callevents_poll_last_success_seconds",
        "callevents_backfill_remaining_seconds",
        "callevents_outbox_pending",
        "callevents_event_types_unroutable",
        "callevents_events_oversized",
        "callevents_transcripts_pending",
        "callevents_parked_open",
        "callevents_gaps_open",
        "callevents_api_throttled_seconds_total",
        "callevents_api_rate_limit_utilization_ratio",
        "callevents_lease_fence",
        "callevents_jobs",
    ];

    /// <summary>Each replica freezes once, for so long that the other takes over; it then goes on as a stand-by.</summary>
    private static readonly SimulationPlan Plan = new()
    {
        Seed = 1,
        Clocks = [TimeSpan.Zero, TimeSpan.Zero],
        Faults =
        [
            new Freeze(TimeSpan.FromMinutes(3), Poller: 0, TimeSpan.FromMinutes(2)),
            new Freeze(TimeSpan.FromMinutes(8), Poller: 1, TimeSpan.FromMinutes(2)),
        ],
    };

    [Fact]
    public void Only_the_holder_reports_the_gauges_of_a_workspace()
    {
        var settings = new Dictionary<string, string?>(MonitoredScenario.Settings) { ["Polling:LeaseDuration"] = "00:00:15" };

        var history = MonitoredPollers.Run(Plan, settings, Ended, _ => { });

        List<string> holders = [];
        for (var minute = 1; minute < Ended; minute++)
        {
            var leases = history.At(minute, "callevents_lease_held").ToList();
            leases.Count.ShouldBe(minute is 3 or 4 or 8 or 9 ? 1 : 2);
            var holder = leases.Where(lease => lease.Value == 1).ShouldHaveSingleItem().Series.Labels["instance"];
            holders.Add(holder);
            foreach (var name in OfHolder)
                history.At(minute, name).Select(sample => sample.Series.Labels["instance"]).Distinct().ShouldBe([holder], name);
        }

        holders.Distinct().Count().ShouldBe(2);
        history.At(Ended - 1, "callevents_lease_fence").ShouldHaveSingleItem().Value.ShouldBeGreaterThan(1);
    }
}
