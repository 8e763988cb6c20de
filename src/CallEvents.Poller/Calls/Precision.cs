using System.Globalization;
using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>
/// Compares values that the API writes with different precision: a list may show whole seconds where the call itself has fractions. The
/// less precise spelling is no edit, and the more precise one is kept, so that the next change of it is seen.
/// </summary>
internal static class Precision
{
    private static readonly long[] Units = [TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMicrosecond, 1];

    /// <summary>The call as shown, with the known value where the shown one is a rounded spelling of it.</summary>
    public static Call Keep(Call known, Call shown) =>
        shown with
        {
            CreatedAt = Keep(known.CreatedAt, shown.CreatedAt),
            DurationSeconds = Keep(known.DurationSeconds, shown.DurationSeconds),
            CoachingScore = Keep(known.CoachingScore, shown.CoachingScore),
        };

    private static DateTimeOffset Keep(DateTimeOffset known, DateTimeOffset shown)
    {
        var (knownUnit, shownUnit) = (Unit(known), Unit(shown));
        return shownUnit > knownUnit && (known - shown).Duration().Ticks < shownUnit ? known : shown;
    }

    private static double? Keep(double? known, double? shown)
    {
        if (Parse(known) is not { } knownValue || Parse(shown) is not { } shownValue)
            return shown;
        var unit = shownValue.Scale < knownValue.Scale ? new decimal(1, 0, 0, false, shownValue.Scale) : 0;
        return Math.Abs(knownValue - shownValue) < unit ? known : shown;
    }

    private static long Unit(DateTimeOffset time) => Units.First(unit => time.Ticks % unit == 0);

    /// <summary>With as many decimals as it is written with; null when it is too large to have any.</summary>
    private static decimal? Parse(double? value) =>
        decimal.TryParse(
            value?.ToString("R", CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var parsed
        )
            ? parsed
            : null;
}
