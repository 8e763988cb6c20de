using System.Globalization;
using Cronos;

namespace CallEvents.Alerting.Schedules;

/// <summary>
/// A time of day on some days of the week in a time zone. Where the clock skips it, it is the first time after the gap; where the clock
/// shows it twice, it is the first one.
/// </summary>
internal sealed class WeeklyTime
{
    /// <summary>Longer than the longest time between two days of the week, with a day that a time zone has skipped.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(9);

    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;

    /// <param name="time">The time of day, in whole minutes.</param>
    /// <param name="days">One at least.</param>
    /// <param name="zone">The time zone.</param>
    public WeeklyTime(TimeOnly time, IReadOnlySet<DayOfWeek> days, TimeZoneInfo zone)
    {
        var numbers = string.Join(',', days.Order().Select(day => ((int)day).ToString(CultureInfo.InvariantCulture)));
        expression = CronExpression.Parse(string.Create(CultureInfo.InvariantCulture, $"{time.Minute} {time.Hour} * * {numbers}"));
        this.zone = zone;
    }

    /// <summary>The next time after this one, in UTC.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        // Across the day that Pacific/Apia skipped, Cronos finds one before: look on from later, until one is found that comes next.
        for (var from = after; ; from += Step)
        {
            if (expression.GetNextOccurrence(from.UtcDateTime, zone) is { } next && next > after.UtcDateTime)
                return next;
        }
    }

    /// <summary>This time, if it is one, or the next after it, in UTC. Times are whole minutes.</summary>
    public DateTimeOffset This(DateTimeOffset orAfter) => Next(orAfter.AddSeconds(-1));

    /// <summary>The latest time that is not after this one, in UTC; null for none in the days before.</summary>
    public DateTimeOffset? Latest(DateTimeOffset atOrBefore)
    {
        // Forwards, so that it finds the same times as Next does, at gaps and doubled hours too.
        DateTimeOffset? latest = null;
        for (var time = Next(atOrBefore - LookBack); time <= atOrBefore; time = Next(time))
            latest = time;
        return latest;
    }
}
