using System.Globalization;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Writes values as people read them.</summary>
internal static class ShownValue
{
    private const int SecondsPerMinute = 60;
    private const int SecondsPerHour = 3600;
    private const double MostSeconds = 1e9;

    /// <summary>How long: such as <c>3:20</c> or <c>1:02:03</c>; parts of a second only below ten seconds.</summary>
    public static string Time(double seconds)
    {
        if (!(Math.Abs(seconds) < MostSeconds) || seconds < 0)
            return string.Create(CultureInfo.InvariantCulture, $"{seconds} s");
        if (seconds < 10 && seconds != Math.Floor(seconds))
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        return Clock(seconds);
    }

    /// <summary>When, from the call's start: such as <c>3:20</c> or <c>1:02:03</c>.</summary>
    public static string Clock(double seconds)
    {
        var whole = (long)Math.Clamp(seconds, 0, MostSeconds);
        return whole < SecondsPerHour
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / SecondsPerMinute}:{whole % SecondsPerMinute:00}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{whole / SecondsPerHour}:{whole / SecondsPerMinute % SecondsPerMinute:00}:{whole % SecondsPerMinute:00}"
            );
    }

    /// <summary>Such as <c>71 %</c>; with a tenth where a whole number would be rounded.</summary>
    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>Such as <c>142</c> or <c>3.2</c>.</summary>
    public static string Number(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:0.##}");
}
