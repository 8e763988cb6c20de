using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Revont.Calls;

namespace CallEvents.Revont.Responses;

/// <summary>An item of a page, parsed by itself, so that a malformed one does not fail the page.</summary>
/// <param name="Call">The call; null when the item is malformed.</param>
/// <param name="Malformed">Why it cannot be read; null when it can.</param>
/// <param name="Hash">Of the item as it was sent, to detect a page that is repeated.</param>
[JsonConverter(typeof(Converter))]
internal sealed record PageItem(CallSnapshot? Call, MalformedItem? Malformed, int Hash)
{
    private static PageItem Parse(JsonElement item)
    {
        var raw = JsonMarshal.GetRawUtf8Value(item);
        var hash = new HashCode();
        hash.AddBytes(raw);
        try
        {
            return new PageItem(CallParser.Parse(item), null, hash.ToHashCode());
        }
        catch (MalformedItemException exception)
        {
            var id = IdOrNull(item);
            var key = id ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(raw))}";
            return new PageItem(null, new MalformedItem(key, IsCall: id is not null, exception.Message), hash.ToHashCode());
        }
    }

    private static string? IdOrNull(JsonElement item)
    {
        try
        {
            return CallParser.ParseId(item);
        }
        catch (MalformedItemException)
        {
            return null;
        }
    }

    internal sealed class Converter : JsonConverter<PageItem>
    {
        /// <summary>A null among the items is a malformed item.</summary>
        public override bool HandleNull => true;

        public override PageItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, PageItem value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
