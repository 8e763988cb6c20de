using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Workspaces;
using CallEvents.LedgerSpecs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LateCallsTests : IDisposable
{
    private static readonly DateTimeOffset Created = TestLedger.Now;

    private readonly FakeTimeProvider time = new(Created.AddHours(3));
    private readonly Logged logged = new();
    private readonly ILoggerFactory factory;
    private readonly WorkspaceStatus status;
    private readonly LateCallMonitor late;

    public LateCallsTests()
    {
        factory = LoggerFactory.Create(logging => logging.AddProvider(logged));
        status = new WorkspaceStatus("main", time);
        late = new LateCallMonitor(status, TimeSpan.FromHours(2), time, factory.CreateLogger<LateCallMonitor>());
    }

    [Fact]
    public void How_late_is_counted_to_the_last_walk_that_did_not_show_it()
    {
        late.Record(Call(seen: 40), Created.AddMinutes(30));
        late.Record(Call(seen: 20), Created.AddMinutes(10));
        (status.LateCalls, status.MaxArrivalDelay).ShouldBe((2, TimeSpan.FromMinutes(30)));
        logged.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_walk_that_a_wrong_clock_dated_later_makes_it_no_later_than_it_was_seen()
    {
        late.Record(Call(seen: 1), Created.AddDays(1));
        status.MaxArrivalDelay.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_call_that_no_walk_could_have_shown_before_is_not_late()
    {
        late.Record(Call(seen: 1), Created.AddSeconds(-30));
        (status.LateCalls, status.MaxArrivalDelay).ShouldBe((0, TimeSpan.Zero));
    }

    [Fact]
    public void A_warning_says_when_it_nears_what_every_poll_reads_again_and_not_more_than_hourly()
    {
        late.Record(Call(seen: 95), Created.AddMinutes(89));
        logged.Lines.ShouldBeEmpty();
        late.Record(Call(seen: 95), Created.AddMinutes(91));
        late.Record(Call(seen: 95), Created.AddMinutes(92));
        logged.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning");
        time.Advance(TimeSpan.FromMinutes(59));
        late.Record(Call(seen: 95), Created.AddMinutes(92));
        logged.Lines.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(2));
        late.Record(Call(seen: 95), Created.AddMinutes(92));
        logged.Lines.Count.ShouldBe(2);
    }

    public void Dispose() => factory.Dispose();

    private static CallState Call(double seen) => new()
    {
        Workspace = "main",
        CallId = "call_1",
        CreatedAt = Created,
        Revision = 1,
        DiscoveredAt = Created.AddMinutes(seen),
        AnsweredAt = Created.AddMinutes(seen),
        Lane = Lane.Live,
        Transcript = TranscriptState.Pending,
    };
}
