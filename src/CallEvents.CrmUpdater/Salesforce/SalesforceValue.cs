using System.Globalization;
using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Formats a value for the type of its field.</summary>
internal static class SalesforceValue
{
    /// <param name="value">A text, a number or an instant; null clears the field.</param>
    /// <param name="field">The field.</param>
    /// <param name="zone">Where an instant becomes a date.</param>
    public static JsonNode? Format(object? value, SalesforceField field, TimeZoneInfo zone) =>
        (field.Type, value) switch
        {
            (_, null) => null,
            ("date", DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (_, DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ("int", double or long or string) when NumberOf(value) is { } number => (long)Math.Round(number, MidpointRounding.AwayFromZero),
            ("double" or "currency" or "percent", double or long or string) when NumberOf(value) is { } number => number,
            ("boolean", string text) when bool.TryParse(text, out var flag) => flag,
            (_, IFormattable other) => Cut(other.ToString(null, CultureInfo.InvariantCulture), field.Length),
            _ => Cut(value.ToString()!.Trim(), field.Length),
        };

    private static double? NumberOf(object value) =>
        value switch
        {
            double number => double.IsFinite(number) ? number : null,
            long number => number,
            _ => double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? number
                : null,
        };

    /// <summary>A text that is too long is refused (STRING_TOO_LONG), and with it the call.</summary>
    private static string Cut(string text, int length)
    {
        if (length <= 0 || text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
