using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.Alerting.Channels.Http;

/// <summary>Writes JSON for channels: as UTF-8, with no more escapes than JSON needs, since bytes are counted.</summary>
internal static class ChannelJson
{
    // It is sent as application/json, and never part of a page.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonSerializerOptions Options = new() { Encoder = Encoder };

    /// <summary>The bytes of a message.</summary>
    public static byte[] Write(JsonNode message) => JsonSerializer.SerializeToUtf8Bytes(message, Options);

    /// <summary>How many bytes a piece of text has in JSON.</summary>
    public static int SizeOf(ReadOnlySpan<char> piece) => JsonEncodedText.Encode(piece, Encoder).EncodedUtf8Bytes.Length;
}
