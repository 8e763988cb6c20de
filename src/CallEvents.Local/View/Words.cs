using System.Globalization;

namespace CallEvents.Local.View;

/// <summary>Numbers and lengths of time as people read them.</summary>
internal static class Words
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Length(TimeSpan length) => length switch
    {
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(length.TotalSeconds, 0):0.0} s"),
        { TotalSeconds: < 59.5 } => $"{Math.Round(length.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{length.Minutes} min {length.Seconds} s",
        { TotalHours: < 24 } => $"{length.Hours} h {length.Minutes} min",
        _ => $"{length.Days} d {length.Hours} h",
    };

    public static string Length(TimeSpan? length) => length is { } known ? Length(known) : "–";

    public static string Clock(TimeSpan length) => length.ToString(length.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    public static string TimeOfDay(DateTimeOffset instant, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(instant, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What others wrote, without what a terminal would obey.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Concat(text.Where(letter => !char.IsControl(letter)));
}
