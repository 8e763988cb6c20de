using System.Globalization;

namespace CallEvents.Local.View;

/// <summary>Formats counts, durations and text for display.</summary>
internal static class Format
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan duration) =>
        duration switch
        {
            { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(duration.TotalSeconds, 0):0.0} s"),
            { TotalSeconds: < 59.5 } => $"{Math.Round(duration.TotalSeconds)} s",
            { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
            { TotalHours: < 24 } => $"{duration.Hours} h {duration.Minutes} min",
            _ => $"{duration.Days} d {duration.Hours} h",
        };

    public static string Duration(TimeSpan? duration) => duration is { } value ? Duration(value) : "–";

    public static string Clock(TimeSpan duration) =>
        duration.ToString(duration.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    public static string TimeOfDay(DateTimeOffset instant, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(instant, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Lines of as many items as fit, two spaces between them.</summary>
    public static string Flow(IEnumerable<string> items, int width)
    {
        var lines = new List<string>();
        foreach (var item in items)
        {
            if (lines is [.., var last] && last.Length + 2 + item.Length <= width)
                lines[^1] = $"{last}  {item}";
            else
                lines.Add(item);
        }

        return string.Join('\n', lines);
    }

    /// <summary>Removes the control characters from external text, so that it cannot send commands to the terminal.</summary>
    public static string Sanitize(string? text) => text is null ? "" : string.Concat(text.Where(character => !char.IsControl(character)));
}
