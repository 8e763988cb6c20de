using System.Globalization;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.Alerting.Schedules;

public sealed class DigestTimeTests
{
    [Fact]
    public void Without_settings_it_is_nine_in_the_morning_of_a_working_day()
    {
        var time = DigestTime.Parse(new(), new SettingRules("Channels:deals")).ShouldNotBeNull();

        time.After(Time("2026-01-16T08:59:59Z")).ShouldBe(Time("2026-01-16T09:00:00Z"));
        time.After(Time("2026-01-16T09:00:00Z")).ShouldBe(Time("2026-01-19T09:00:00Z"), "Friday, then Monday");
    }

    [Theory]
    [InlineData("Europe/Berlin", "09:00", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z", "an hour earlier in summer")]
    [InlineData("Europe/Berlin", "02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "skipped: when the clock goes on")]
    [InlineData("Europe/Berlin", "02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "twice: the first one")]
    [InlineData("Europe/Berlin", "02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "and not the second one")]
    [InlineData("America/New_York", "02:30", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z", "skipped: when the clock goes on")]
    [InlineData("America/New_York", "01:30", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z", "twice: not the second one")]
    [InlineData("Asia/Kolkata", "09:00", "2026-03-29T00:00:00Z", "2026-03-29T03:30:00Z", "half an hour")]
    [InlineData("Pacific/Apia", "09:00", "2011-12-29T20:00:00Z", "2011-12-30T19:00:00Z", "a day that is skipped: on the next")]
    public void A_change_of_the_clock_is_respected(string zone, string at, string now, string expected, string reason) =>
        DigestTime
            .Parse(
                new()
                {
                    At = at,
                    Days = "Mon-Sun",
                    Zone = zone,
                },
                new SettingRules("Channels:deals")
            )!
            .After(Time(now))
            .ShouldBe(Time(expected), reason);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
