using System.Globalization;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Times, durations and numbers as people read them. Times are UTC, and say so.</summary>
internal static class StatusText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The time of day, with the date when it is another day than now.</summary>
    public static string Time(DateTimeOffset time, DateTimeOffset now)
    {
        var utc = time.UtcDateTime;
        return utc.Date == now.UtcDateTime.Date ? utc.ToString("HH:mm:ss'Z'", Culture) : utc.ToString("yyyy-MM-dd HH:mm:ss'Z'", Culture);
    }

    /// <summary>For machines, as in JSON.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", Culture);

    /// <summary>How long ago, or in how long.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now) =>
        time > now.AddSeconds(1) ? $"in {Duration(time - now)}" : $"{Duration(now - time)} ago";

    /// <summary>The two largest units: <c>12 s</c>, <c>3 min</c>, <c>2 h 5 min</c>, <c>4 d 3 h</c>. A negative one is none.</summary>
    public static string Duration(TimeSpan duration) =>
        duration switch
        {
            { TotalSeconds: < 0 } => "0 s",
            { TotalMinutes: < 1 } => Invariant($"{duration.Seconds} s"),
            { TotalMinutes: < 10 } when duration.Seconds > 0 => Invariant($"{duration.Minutes} min {duration.Seconds} s"),
            { TotalHours: < 1 } => Invariant($"{duration.Minutes} min"),
            { TotalDays: < 1 } => Both(duration.Hours, "h", duration.Minutes, "min"),
            _ => Both(duration.Days, "d", duration.Hours, "h"),
        };

    /// <summary>A remaining time, rounded, since it is an estimate.</summary>
    public static string Estimate(TimeSpan left) =>
        left.TotalMinutes < 1 ? "less than a minute" : $"about {Duration(TimeSpan.FromMinutes(Math.Ceiling(left.TotalMinutes)))}";

    public static string Count(long number) => number.ToString("N0", Culture);

    /// <summary>A number with its noun, which gets an s unless it is one.</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Rounded down, so that 100 % is the end.</summary>
    public static string Percent(double ratio) => Invariant($"{Math.Floor(ratio * 100)} %");

    /// <summary>How far a job has come, in calls, or in the time that a backfill walks.</summary>
    public static string Progress(JobReport job)
    {
        if (job.StartedAt is null)
            return "–";
        var progress = Progress(job.Done, job.Total, job.Unit);
        if (job.Unreadable > 0)
            progress += $", {Count(job.Unreadable)} could not be read";
        return job.SecondsLeft is { } left ? $"{progress}, {Estimate(TimeSpan.FromSeconds(left))} left" : progress;
    }

    /// <summary>The total of a window is an estimate: it is left out when more is done.</summary>
    public static string Progress(long done, long? total, string unit)
    {
        var isTime = unit == "seconds";
        return total is { } all && all >= done ? $"{(isTime ? Time(done) : Count(done))} of {Quantity(all)}" : Quantity(done);

        string Quantity(long number) => isTime ? Time(number) : Count(number, "call");
        static string Time(long seconds) => Duration(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>A text from outside, in which no control character can break a line or colour a terminal.</summary>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static string Both(int first, string unit, int second, string smaller) =>
        second == 0 ? Invariant($"{first} {unit}") : Invariant($"{first} {unit} {second} {smaller}");

    private static string Invariant(FormattableString text) => text.ToString(Culture);
}
