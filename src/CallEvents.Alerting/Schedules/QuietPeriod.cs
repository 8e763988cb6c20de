namespace CallEvents.Alerting.Schedules;

/// <summary>A period that comes again on some days of the week, a day long at most.</summary>
internal sealed class QuietPeriod
{
    private readonly WeeklyTime start;
    private readonly WeeklyTime end;
    private readonly bool isWithinDay;

    /// <param name="from">When it begins.</param>
    /// <param name="to">When it ends; at or before <paramref name="from"/> on the next day.</param>
    /// <param name="days">On which it begins.</param>
    /// <param name="zone">Its time zone.</param>
    public QuietPeriod(TimeOnly from, TimeOnly to, IReadOnlySet<DayOfWeek> days, TimeZoneInfo zone)
    {
        start = new(from, days, zone);
        end = new(to, DaysOfWeek.All, zone);
        isWithinDay = from < to;
    }

    /// <summary>When the period ends that is on at this time; null when none is.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset now)
    {
        if (start.Latest(now) is not { } began)
            return null;

        // Both in the hour that the clock skips are one time: a period within the day is empty then, and does not last until tomorrow.
        var ends = isWithinDay ? end.This(began) : end.Next(began);
        return ends > now ? ends : null;
    }
}
