using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Composing;

/// <summary>Writes limits, such as <c>below 60</c>.</summary>
internal static class LimitText
{
    /// <summary>Null where the value that was found says it all.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="isNegated">Whether they did not hold.</param>
    /// <param name="format">Writes a value.</param>
    public static string? Of(Limits limits, bool isNegated, Func<double, string> format)
    {
        (string Word, double? Limit)[] all =
        [
            ("at least", limits.AtLeast),
            ("above", limits.Above),
            ("at most", limits.AtMost),
            ("below", limits.Below),
        ];
        var written = string.Join(" and ", all.Where(one => one.Limit is not null).Select(one => $"{one.Word} {format(one.Limit!.Value)}"));
        if (written.Length == 0 && isNegated && limits.EqualTo is { } value)
            written = format(value);
        return written.Length == 0 ? null
            : isNegated ? $"not {written}"
            : written;
    }
}
