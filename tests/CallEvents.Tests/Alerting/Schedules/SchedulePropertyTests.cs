using System.Globalization;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;
using CsCheck;

namespace CallEvents.Tests.Alerting.Schedules;

public sealed class SchedulePropertyTests
{
    private static readonly Gen<string> Zones = Gen.OneOf("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC");

    private static readonly Gen<string> Days = Gen.OneOf("Mon-Fri", "Sat,Sun", "Mon-Wed,Fri", "Sun", "Fri-Mon", "Mon-Sun");

    // In the hours of the night, where clocks change, as often as in all others.
    private static readonly Gen<string> Times = Gen.Select(Gen.OneOf(Gen.Int[0, 4], Gen.Int[0, 23]), Gen.Int[0, 59])
        .Select((hour, minute) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}"));

    private static readonly Gen<DateTimeOffset> Now = Gen.Long[1_262_304_000, 1_893_456_000].Select(DateTimeOffset.FromUnixTimeSeconds);

    private static readonly Gen<QuietHoursOptions> Options = Gen.Select(Zones, Times, Times, Days.Null(), Days.Null(), Gen.Bool)
        .Select(
            (zone, from, to, days, wholeDays, hasTimes) =>
                new QuietHoursOptions
                {
                    Zone = zone,
                    From = hasTimes ? from : null,
                    To = hasTimes ? to : null,
                    Days = days,
                    WholeDays = wholeDays,
                }
        );

    [Fact]
    public void Quiet_hours_end_later_and_then_none_are_on() =>
        Gen.Select(Options, Now)
            .Sample(
                (options, now) =>
                {
                    var hours = QuietHours.Parse(options, new SettingRules("Channels:deals"));
                    if (hours.EndOf(now) is not { } end)
                        return;

                    end.ShouldBeGreaterThan(now);
                    hours.EndOf(end).ShouldBeNull();
                    hours.EndOf(end.AddSeconds(-1)).ShouldBe(end);
                    hours.EndOf(now.AddTicks((end - now).Ticks / 2)).ShouldBe(end);
                },
                iter: 3000
            );

    /// <summary>Far from a change of the clock, a time is quiet exactly if the clock on the wall shows one between the two.</summary>
    [Fact]
    public void Quiet_hours_are_those_that_the_clock_on_the_wall_shows() =>
        Gen.Select(Zones, Times, Times, Now)
            .Where((_, from, to, _) => from != to)
            .Sample(
                (id, from, to, now) =>
                {
                    var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
                    if (zone.GetUtcOffset(now.AddDays(-2)) != zone.GetUtcOffset(now.AddDays(2)))
                        return;

                    var hours = QuietHours.Parse(
                        new()
                        {
                            From = from,
                            To = to,
                            Zone = id,
                        },
                        new SettingRules("Channels:deals")
                    );
                    var clock = TimeZoneInfo.ConvertTime(now, zone).ToString("HH:mm", CultureInfo.InvariantCulture);
                    var isAfter = string.CompareOrdinal(clock, from) >= 0;
                    var isBefore = string.CompareOrdinal(clock, to) < 0;
                    (hours.EndOf(now) is not null).ShouldBe(
                        string.CompareOrdinal(from, to) < 0 ? isAfter && isBefore : isAfter || isBefore
                    );
                },
                iter: 3000
            );

    [Fact]
    public void A_digest_comes_later_within_a_week_on_a_day_of_its_list() =>
        Gen.Select(Zones, Times, Days, Now)
            .Sample(
                (id, at, days, now) =>
                {
                    var time = DigestTime.Parse(
                        new()
                        {
                            At = at,
                            Days = days,
                            Zone = id,
                        },
                        new SettingRules("Channels:deals")
                    )!;
                    var next = time.After(now);

                    next.ShouldBeGreaterThan(now);
                    (next - now).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(9));
                    time.After(next.AddSeconds(-1)).ShouldBe(next);
                    time.After(next).ShouldBeGreaterThan(next);
                },
                iter: 3000
            );
}
