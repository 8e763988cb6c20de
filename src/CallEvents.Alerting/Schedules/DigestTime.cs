using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Alerting.Schedules;

/// <summary>When a channel's digest is sent. A pure function of the time.</summary>
internal sealed class DigestTime
{
    private readonly WeeklyTime time;

    private DigestTime(WeeklyTime time) => this.time = time;

    /// <summary>The digest time of these settings; null where one is wrong.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="rules">Gets what is wrong with them.</param>
    public static DigestTime? Parse(DigestOptions options, SettingRules rules)
    {
        var settings = new ScheduleSettings(rules, nameof(ChannelOptions.Digest));
        var at = settings.Time(nameof(options.At), options.At);
        var days = settings.Days(nameof(options.Days), options.Days);
        var zone = settings.Zone(options.Zone);
        return at is null || days is null || zone is null ? null : new(new WeeklyTime(at.Value, days, zone));
    }

    /// <summary>The next time after this one, in UTC.</summary>
    public DateTimeOffset After(DateTimeOffset now) => time.Next(now);
}
