using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.Alerting.Schedules;

public sealed class QuietHoursTests
{
    private static readonly QuietHoursOptions Nights = new()
    {
        From = "20:00",
        To = "07:30",
        Zone = "Europe/Berlin",
    };

    [Theory]
    [InlineData("2026-01-14T18:59:59Z", null)]
    [InlineData("2026-01-14T19:00:00Z", "2026-01-15T06:30:00Z")]
    [InlineData("2026-01-15T03:00:00Z", "2026-01-15T06:30:00Z")]
    [InlineData("2026-01-15T06:29:59Z", "2026-01-15T06:30:00Z")]
    [InlineData("2026-01-15T06:30:00Z", null)]
    public void Nights_end_in_the_morning(string now, string? end) => EndOf(Nights, now).ShouldBe(Time(end));

    [Fact]
    public void Hours_within_a_day_end_on_that_day()
    {
        var lunch = Of("12:00", "13:15", "Asia/Kolkata");

        EndOf(lunch, "2026-05-04T06:30:00Z").ShouldBe(Time("2026-05-04T07:45:00Z"));
        EndOf(lunch, "2026-05-04T07:45:00Z").ShouldBeNull();
    }

    [Fact]
    public void Days_are_those_on_which_a_night_begins()
    {
        var nights = Of("22:00", "06:00", "UTC", days: "Mon-Wed,Fri");

        EndOf(nights, "2026-01-14T23:00:00Z").ShouldBe(Time("2026-01-15T06:00:00Z"), "Wednesday");
        EndOf(nights, "2026-01-15T23:00:00Z").ShouldBeNull("Thursday");
        EndOf(nights, "2026-01-17T05:00:00Z").ShouldBe(Time("2026-01-17T06:00:00Z"), "the night that began on Friday");
    }

    [Fact]
    public void Days_alone_are_quiet_as_a_whole_and_adjoin()
    {
        var weekend = Of(null, null, "America/New_York", days: "Sat,Sun");

        EndOf(weekend, "2026-01-17T04:59:59Z").ShouldBeNull();
        EndOf(weekend, "2026-01-17T05:00:00Z").ShouldBe(Time("2026-01-19T05:00:00Z"));
        EndOf(weekend, "2026-01-19T05:00:00Z").ShouldBeNull();
    }

    [Fact]
    public void A_weekend_between_nights_ends_on_Monday_morning()
    {
        var hours = Of("20:00", "07:00", "UTC", wholeDays: "Sat,Sun");

        EndOf(hours, "2026-01-16T20:00:00Z").ShouldBe(Time("2026-01-19T07:00:00Z"));
        EndOf(hours, "2026-01-17T12:00:00Z").ShouldBe(Time("2026-01-19T07:00:00Z"));
        EndOf(hours, "2026-01-15T20:00:00Z").ShouldBe(Time("2026-01-16T07:00:00Z"));
    }

    // Berlin: 02:00 becomes 03:00 on 2026-03-29, and 03:00 becomes 02:00 on 2026-10-25. New York: on 03-08 and 11-01.
    [Theory]
    [InlineData("Europe/Berlin", "20:00", "07:30", "2026-03-28T22:00:00Z", "2026-03-29T05:30:00Z", "a shorter night")]
    [InlineData("Europe/Berlin", "20:00", "07:30", "2026-10-24T22:00:00Z", "2026-10-25T06:30:00Z", "a longer night")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "ends at a time that is skipped")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z", "ends at the first of two")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:15:00Z", null, "and not again at the second")]
    [InlineData("Europe/Berlin", "02:30", "05:00", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z", "begins at a time that is skipped")]
    [InlineData("Europe/Berlin", "02:30", "05:00", "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z", "begins at the first of two")]
    [InlineData("Europe/Berlin", "02:30", "05:00", "2026-10-25T01:15:00Z", "2026-10-25T04:00:00Z", "and goes on through the second")]
    [InlineData("Europe/Berlin", "02:15", "02:45", "2026-03-29T01:00:00Z", null, "skipped as a whole")]
    [InlineData("Europe/Berlin", "02:45", "02:15", "2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z", "until the next day")]
    [InlineData("America/New_York", "21:00", "02:30", "2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z", "ends at a time that is skipped")]
    [InlineData("America/New_York", "21:00", "01:30", "2026-11-01T05:29:59Z", "2026-11-01T05:30:00Z", "ends at the first of two")]
    [InlineData("Asia/Kolkata", "20:00", "07:30", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z", "a zone without changes")]
    [InlineData("Pacific/Apia", "20:00", "07:30", "2011-12-30T08:00:00Z", "2011-12-30T17:30:00Z", "a day that is skipped")]
    public void A_change_of_the_clock_is_respected(string zone, string from, string to, string now, string? end, string reason) =>
        EndOf(Of(from, to, zone), now).ShouldBe(Time(end), reason);

    [Theory]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    public void A_whole_Sunday_has_23_or_25_hours(string start, string end) =>
        EndOf(Of(null, null, "Europe/Berlin", days: "Sun"), start).ShouldBe(Time(end));

    [Fact]
    public void Without_settings_there_are_none()
    {
        EndOf(new(), "2026-01-15T03:00:00Z").ShouldBeNull();
        QuietHours.None.EndOf(Time("2026-01-15T03:00:00Z")!.Value).ShouldBeNull();
    }

    [Theory]
    [InlineData("critical", "Info, Warning, Error")]
    [InlineData("error", "Info, Warning")]
    [InlineData("Warning", "Info")]
    [InlineData("none", "Info, Warning, Error, Critical")]
    public void Severities_from_the_exception_on_are_not_held(string except, string held)
    {
        var hours = QuietHours.Parse(new() { Except = except }, new SettingRules("Channels:deals"));

        string.Join(", ", Enum.GetValues<Severity>().Where(hours.Holds)).ShouldBe(held);
    }

    private static QuietHoursOptions Of(string? from, string? to, string zone, string? days = null, string? wholeDays = null) =>
        new()
        {
            From = from,
            To = to,
            Zone = zone,
            Days = days,
            WholeDays = wholeDays,
        };

    private static DateTimeOffset? EndOf(QuietHoursOptions options, string now)
    {
        var rules = new SettingRules("Channels:deals");
        var hours = QuietHours.Parse(options, rules);
        rules.Failures.ShouldBeEmpty();
        return hours.EndOf(Time(now)!.Value);
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
