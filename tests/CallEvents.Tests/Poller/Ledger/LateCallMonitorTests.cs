using System.Diagnostics.Metrics;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Tests.Poller.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LateCallMonitorTests : IDisposable
{
    private static readonly DateTimeOffset Created = TestLedger.Now;

    private readonly FakeTimeProvider time = new(Created.AddHours(3));
    private readonly CapturedLogs logs = new();
    private readonly ILoggerFactory factory;
    private readonly ServiceProvider services;
    private readonly MetricRecorder recorder;
    private readonly LedgerStatus status;
    private readonly LateCallMonitor monitor;

    public LateCallMonitorTests()
    {
        factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        status = new LedgerStatus(time);
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        recorder = new MetricRecorder(meters);
        monitor = new LateCallMonitor(
            status,
            new PollerMetrics(meters),
            TimeSpan.FromHours(2),
            time,
            factory.CreateLogger<LateCallMonitor>()
        );
    }

    [Fact]
    public void The_delay_counts_to_the_last_walk_that_did_not_list_the_call()
    {
        monitor.Record(Call(discovered: 40), Created.AddMinutes(30));
        monitor.Record(Call(discovered: 20), Created.AddMinutes(10));
        (status.LateCalls, status.MaxArrivalDelay).ShouldBe((2, TimeSpan.FromMinutes(30)));
        logs.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_walk_dated_by_a_fast_clock_does_not_exaggerate_the_delay()
    {
        monitor.Record(Call(discovered: 1), Created.AddDays(1));
        status.MaxArrivalDelay.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_call_that_no_earlier_walk_could_have_listed_is_not_late()
    {
        monitor.Record(Call(discovered: 1), Created.AddSeconds(-30));
        (status.LateCalls, status.MaxArrivalDelay).ShouldBe((0, TimeSpan.Zero));
    }

    [Fact]
    public void A_delay_that_creation_times_of_whole_seconds_explain_is_none()
    {
        monitor.Record(Call(discovered: 1), Created.AddSeconds(2.9));
        (status.LateCalls, status.MaxArrivalDelay).ShouldBe((0, TimeSpan.Zero));
        recorder.Of("callevents.calls.late").ShouldBeEmpty();
    }

    [Fact]
    public void A_delay_close_to_the_lookback_depth_is_warned_about_at_most_hourly()
    {
        monitor.Record(Call(discovered: 95), Created.AddMinutes(89));
        logs.Lines.ShouldBeEmpty();
        monitor.Record(Call(discovered: 95), Created.AddMinutes(91));
        monitor.Record(Call(discovered: 95), Created.AddMinutes(92));
        logs.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning");
        time.Advance(TimeSpan.FromMinutes(59));
        monitor.Record(Call(discovered: 95), Created.AddMinutes(92));
        logs.Lines.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(2));
        monitor.Record(Call(discovered: 95), Created.AddMinutes(92));
        logs.Lines.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0.5, "seconds")]
    [InlineData(1, "minutes")]
    [InlineData(60, "hours")]
    [InlineData(1440, "days")]
    public void Late_calls_are_counted_by_the_order_of_their_lateness(double minutes, string lateness)
    {
        monitor.Record(Call(discovered: minutes), Created.AddMinutes(minutes));

        var counted = recorder.Of("callevents.calls.late").ShouldHaveSingleItem();
        counted.Tags["callevents.lateness"].ShouldBe(lateness);
        counted.Tags["callevents.origin"].ShouldBe("live");
    }

    public void Dispose()
    {
        recorder.Dispose();
        services.Dispose();
        factory.Dispose();
    }

    private static CallState Call(double discovered) =>
        new()
        {
            Workspace = "main",
            CallId = "call_1",
            CreatedAt = Created,
            Revision = 1,
            DiscoveredAt = Created.AddMinutes(discovered),
            AnsweredAt = Created.AddMinutes(discovered),
            Lane = Lane.Live,
            Transcript = TranscriptState.Pending,
        };
}
