using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Reads answers of any shape: what is missing, or of another type than documented, is null or empty.</summary>
internal static class HubSpotJson
{
    // Less is escaped than by default: a transcript in HTML would grow by half.
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(JsonNode body) => JsonSerializer.SerializeToUtf8Bytes(body, Writing);

    /// <summary>A string, or a number as it stands there: HubSpot's ids are both.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { } member ? member.AsText() : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.Member(name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public static long? Number(this JsonElement element, string name) =>
        long.TryParse(element.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateTimeOffset? Instant(this JsonElement element, string name)
    {
        var text = element.Text(name);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return milliseconds <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
    }

    /// <summary>A member that is itself an object; null otherwise.</summary>
    public static JsonElement? Child(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } child ? child : null;

    /// <summary>The objects in an array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A string, or the strings in an array.</summary>
    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Select(item => item.AsText()).OfType<string>(),
            { } single => single.AsText() is { } text ? [text] : [],
            null => [],
        };

    private static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? AsText(this JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.Number => element.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
