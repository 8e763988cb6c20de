using System.IO.Compression;
using System.Text.Json;
using MassTransit.Serialization;

namespace CallEvents.Poller.Publishing;

/// <summary>A message as the ledger keeps it: the JSON that goes over the wire, compressed.</summary>
internal static class FactBody
{
    private static readonly JsonSerializerOptions Wire = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };

    /// <summary>The compressed body, and the length of the message on the wire.</summary>
    public static (byte[] Body, int Size) Pack(object message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Wire);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
            brotli.Write(json);
        return (packed.ToArray(), json.Length);
    }

    public static T Unpack<T>(byte[] body)
    {
        using var brotli = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(brotli, Wire)!;
    }
}
