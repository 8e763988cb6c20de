using System.Globalization;
using System.Text.Json;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Reads values of a queried record.</summary>
internal static class SalesforceRecords
{
    /// <summary>A text; null if it is empty or absent.</summary>
    public static string? Text(this JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a field has a value.</summary>
    public static bool Has(this JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>An instant, such as <c>2026-11-28T08:34:01.000+0000</c>: the offset has no colon.</summary>
    public static DateTimeOffset? Instant(this JsonElement record, string name) =>
        DateTimeOffset.TryParse(record.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    public static DateOnly? Date(this JsonElement record, string name) =>
        DateOnly.TryParseExact(record.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
}
