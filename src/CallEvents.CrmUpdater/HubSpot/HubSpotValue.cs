using System.Globalization;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Formats values for HubSpot, where every property is a string and the empty one clears.</summary>
internal static class HubSpotValue
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(object? value) =>
        value switch
        {
            null => "",
            // Properties that are no texts refuse white space around the value (since January 2025).
            string text => text.Trim(),
            double number => Number(number),
            DateTimeOffset instant => instant.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static string Number(double number)
    {
        if (!double.IsFinite(number))
            return "";
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal)
            ? number.ToString("0.####################", CultureInfo.InvariantCulture)
            : shortest;
    }
}
