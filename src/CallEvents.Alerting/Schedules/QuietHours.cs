using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Alerting.Schedules;

/// <summary>When a channel holds its alerts back. A pure function of the time.</summary>
internal sealed class QuietHours
{
    private const string Key = nameof(ChannelOptions.QuietHours);
    private const string NoException = "none";

    /// <summary>Periods that adjoin for longer leave no time in the week.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(15);

    private readonly IReadOnlyList<QuietPeriod> periods;

    /// <summary>Alerts from this severity on are not held; null when all are.</summary>
    private readonly Severity? except;

    private QuietHours(IReadOnlyList<QuietPeriod> periods, Severity? except) => (this.periods, this.except) = (periods, except);

    public static QuietHours None { get; } = new([], except: null);

    /// <summary>The quiet hours of these settings; <see cref="None"/> where there are none, and where a setting is wrong.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="rules">Gets what is wrong with them.</param>
    public static QuietHours Parse(QuietHoursOptions options, SettingRules rules)
    {
        var settings = new ScheduleSettings(rules, Key);
        var except = ParseExcept(options.Except, rules);
        if (settings.Zone(options.Zone) is not { } zone)
            return None;

        var days = IsSet(options.Days) ? settings.Days(nameof(options.Days), options.Days) : DaysOfWeek.All;
        var wholeDays = IsSet(options.WholeDays) ? settings.Days(nameof(options.WholeDays), options.WholeDays) : null;
        if (days is null || (wholeDays is null && IsSet(options.WholeDays)))
            return None;

        List<QuietPeriod> periods = [];
        if (IsSet(options.From) || IsSet(options.To))
        {
            // Both, so that the start names all that is wrong.
            var (from, to) = (settings.Time(nameof(options.From), options.From), settings.Time(nameof(options.To), options.To));
            if (from is null || to is null)
                return None;
            periods.Add(new(from.Value, to.Value, days, zone));
        }
        else if (IsSet(options.Days))
        {
            periods.Add(WholeDays(days, zone));
        }

        if (wholeDays is not null)
            periods.Add(WholeDays(wholeDays, zone));

        var hours = new QuietHours(periods, except);
        if (!hours.IsWithoutEnd())
            return hours;

        rules.Wrong(Key, "no time that is not quiet", "quiet hours that leave some time of the week");
        return None;
    }

    /// <summary>When the quiet hours end that are on at this time, in UTC; null when none are.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset now)
    {
        DateTimeOffset? end = null;
        for (var next = Furthest(now); next is { } later && later - now < Longest; next = Furthest(later))
            end = later;
        return end;
    }

    /// <summary>The same for an alert of this severity; null where it is not held.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset now, Severity severity) => Holds(severity) ? EndOf(now) : null;

    /// <summary>Whether alerts of this severity are held while they are on.</summary>
    public bool Holds(Severity severity) => except is not { } exempt || severity < exempt;

    private static QuietPeriod WholeDays(IReadOnlySet<DayOfWeek> days, TimeZoneInfo zone) =>
        new(TimeOnly.MinValue, TimeOnly.MinValue, days, zone);

    private static Severity? ParseExcept(string? text, SettingRules rules)
    {
        if (string.Equals(text, NoException, StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var severity in (Severity[])[Severity.Critical, Severity.Error, Severity.Warning])
        {
            if (string.Equals(text, severity.ToString(), StringComparison.OrdinalIgnoreCase))
                return severity;
        }

        rules.Wrong($"{Key}:{nameof(QuietHoursOptions.Except)}", text, "critical, error, warning or none");
        return Severity.Critical;
    }

    private static bool IsSet(string? text) => !string.IsNullOrWhiteSpace(text);

    private DateTimeOffset? Furthest(DateTimeOffset now) => periods.Max(period => period.EndOf(now));

    private bool IsWithoutEnd()
    {
        var start = DateTimeOffset.UnixEpoch;
        var end = start;
        while (end - start < Longest)
        {
            if (Furthest(end) is not { } next)
                return false;
            end = next;
        }

        return true;
    }
}
