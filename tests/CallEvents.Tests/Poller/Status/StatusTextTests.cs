using CallEvents.LedgerSpecs;
using CallEvents.Poller.Status;

namespace CallEvents.Tests.Poller.Status;

/// <summary>Times and durations as people read them.</summary>
public sealed class StatusTextTests
{
    private static readonly DateTimeOffset Now = TestLedger.Now;

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(-5, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(754, "12 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(7_530, "2 h 5 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void Durations_are_read_easily(double seconds, string text) => StatusText.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void A_time_of_another_day_has_its_date()
    {
        StatusText.Time(Now.AddHours(-2), Now).ShouldBe("10:00:00Z");
        StatusText.Time(Now.AddDays(-2).ToOffset(TimeSpan.FromHours(5)), Now).ShouldBe("2026-02-27 12:00:00Z");
        StatusText.Relative(Now.AddMinutes(2), Now).ShouldBe("in 2 min");
    }
}
