using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.Alerting.Schedules;

public sealed class ScheduleSettingsTests
{
    private const string Zones = "the IANA name of a time zone, such as Europe/Berlin";
    private const string Times = "a time of day from 00:00 to 23:59, such as 07:30";
    private const string Always = "QuietHours: found 'no time that is not quiet', expected quiet hours that leave some time of the week";
    private const string Days = "days such as Mon-Fri, Sat,Sun or Mon-Wed,Fri";

    [Theory]
    [InlineData("25:00", "07:00", null, "UTC", $"QuietHours:From: found '25:00', expected {Times}")]
    [InlineData("8pm", "07:00", null, "UTC", $"QuietHours:From: found '8pm', expected {Times}")]
    [InlineData("20:00", null, null, "UTC", $"QuietHours:To: found nothing, expected {Times}")]
    [InlineData(null, "07:00", null, "UTC", $"QuietHours:From: found nothing, expected {Times}")]
    [InlineData("20:00", "07:00", "Mon-Fry", "UTC", $"QuietHours:Days: found 'Mon-Fry', expected {Days}")]
    [InlineData("20:00", "07:00", "Mon-Wed-Fri", "UTC", $"QuietHours:Days: found 'Mon-Wed-Fri', expected {Days}")]
    [InlineData("20:00", "07:00", "Mon,", "UTC", $"QuietHours:Days: found 'Mon,', expected {Days}")]
    [InlineData("20:00", "07:00", null, "", $"QuietHours:Zone: found nothing, expected {Zones}")]
    [InlineData("20:00", "07:00", null, "CET time", $"QuietHours:Zone: found 'CET time', expected {Zones}")]
    [InlineData(
        "20:00",
        "07:00",
        null,
        "Europe/Berlim",
        $"QuietHours:Zone: found 'Europe/Berlim', expected {Zones}; did you mean Europe/Berlin?"
    )]
    [InlineData("20:00", "20:00", null, "UTC", Always)]
    [InlineData(null, null, "Mon-Sun", "UTC", Always)]
    public void A_wrong_setting_is_named(string? from, string? to, string? days, string zone, string expected) =>
        Problems(
                new()
                {
                    From = from,
                    To = to,
                    Days = days,
                    Zone = zone,
                }
            )
            .ShouldBe([$"Channels:deals:{expected}"]);

    [Fact]
    public void A_zone_of_Windows_is_refused()
    {
        var problem = Problems(new() { Zone = "W. Europe Standard Time" }).ShouldHaveSingleItem();

        problem.ShouldStartWith($"Channels:deals:QuietHours:Zone: found 'W. Europe Standard Time', expected {Zones}");
    }

    [Fact]
    public void A_wrong_exception_is_named() =>
        Problems(new() { Except = "info" })
            .ShouldBe(["Channels:deals:QuietHours:Except: found 'info', expected critical, error, warning or none"]);

    [Fact]
    public void All_wrong_settings_of_a_digest_are_named()
    {
        var rules = new SettingRules("Channels:deals");
        DigestTime
            .Parse(
                new DigestOptions
                {
                    At = "9",
                    Days = "",
                    Zone = "Mars/Base",
                },
                rules
            )
            .ShouldBeNull();

        rules.Failures.ShouldBe([
            $"Channels:deals:Digest:At: found '9', expected {Times}",
            $"Channels:deals:Digest:Days: found nothing, expected {Days}",
            $"Channels:deals:Digest:Zone: found 'Mars/Base', expected {Zones}",
        ]);
    }

    [Theory]
    [InlineData("mon-fri", "Monday, Tuesday, Wednesday, Thursday, Friday")]
    [InlineData(" Sat , Sun ", "Sunday, Saturday")]
    [InlineData("Mon–Wed,Fri", "Monday, Tuesday, Wednesday, Friday")]
    [InlineData("Fri-Mon", "Sunday, Monday, Friday, Saturday")]
    [InlineData("Thu", "Thursday")]
    public void Days_are_written_as_ranges_and_lists(string text, string expected) =>
        string.Join(", ", DaysOfWeek.Parse(text)!.Order()).ShouldBe(expected);

    private static IReadOnlyList<string> Problems(QuietHoursOptions options)
    {
        var rules = new SettingRules("Channels:deals");
        _ = QuietHours.Parse(options, rules);
        return rules.Failures;
    }
}
