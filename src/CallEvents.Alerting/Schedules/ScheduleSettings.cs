using System.Globalization;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Schedules;

/// <summary>Parses the settings of a schedule; each is null where it is wrong.</summary>
/// <param name="rules">Gets what is wrong.</param>
/// <param name="section">The keys' section, such as <c>QuietHours</c>.</param>
internal sealed class ScheduleSettings(SettingRules rules, string section)
{
    private const string ZoneExpected = "the IANA name of a time zone, such as Europe/Berlin";

    public TimeOnly? Time(string key, string? text)
    {
        if (TimeOnly.TryParseExact(text?.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;

        rules.Wrong($"{section}:{key}", text, "a time of day from 00:00 to 23:59, such as 07:30");
        return null;
    }

    public IReadOnlySet<DayOfWeek>? Days(string key, string? text)
    {
        if (text is not null && DaysOfWeek.Parse(text) is { } days)
            return days;

        rules.Wrong($"{section}:{key}", text, "days such as Mon-Fri, Sat,Sun or Mon-Wed,Fri");
        return null;
    }

    /// <summary>By its IANA name alone: the names of Windows are known here only with some versions of ICU.</summary>
    public TimeZoneInfo? Zone(string? text)
    {
        var name = text?.Trim() ?? "";
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
            return zone;

        var nearest = TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var converted)
            ? converted
            : NearestName.Find(name, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id));
        rules.Wrong($"{section}:Zone", text, nearest is null ? ZoneExpected : $"{ZoneExpected}; did you mean {nearest}?");
        return null;
    }
}
