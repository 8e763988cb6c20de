using System.Globalization;

namespace CallEvents.Alerting.Channels.Wording;

/// <summary>Writes times for people, in one way for all channels.</summary>
internal static class TimeWording
{
    private const double LongestSeconds = 1e9;

    /// <summary>A time such as <c>2026-11-28 14:03 UTC</c>.</summary>
    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A place in a call, as <c>mm:ss</c>; null without a valid one.</summary>
    /// <param name="seconds">From the call's start.</param>
    public static string? Offset(double? seconds) =>
        Whole(seconds) is { } whole ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60:00}:{whole % 60:00}") : null;

    /// <summary>A length such as <c>45 s</c>, <c>31 min</c> or <c>1 h 5 min</c>; null without a valid one.</summary>
    /// <param name="seconds">The length.</param>
    public static string? Duration(double? seconds) =>
        Whole(seconds) switch
        {
            null => null,
            < 60 and var whole => Format($"{whole} s"),
            < 600 and var whole when whole % 60 > 0 => Format($"{whole / 60} min {whole % 60} s"),
            < 3600 and var whole => Format($"{whole / 60} min"),
            var whole when whole % 3600 / 60 == 0 => Format($"{whole / 3600} h"),
            var whole => Format($"{whole / 3600} h {whole % 3600 / 60} min"),
        };

    private static long? Whole(double? seconds) => seconds is >= 0 and <= LongestSeconds ? (long)seconds : null;

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
