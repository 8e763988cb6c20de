using System.Globalization;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Writes values as texts, the same in every culture.</summary>
internal static class ValueText
{
    /// <summary>Trimmed; null for null and for an empty text.</summary>
    public static string? Of(object? value) =>
        value switch
        {
            null => null,
            string text => string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
            DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
