using System.Buffers;
using System.Text.Json;
using K4os.Compression.LZ4;
using MassTransit.Serialization;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// The stored form of a message: its JSON, compressed with LZ4 where that makes it shorter. A body as long as its message is uncompressed.
/// </summary>
internal static class OutboxBody
{
    /// <summary>Messages up to this length, in bytes, are not compressed: there is little to gain.</summary>
    private const int MinCompressedSize = 1024;

    /// <summary>MassTransit's own serializer options, so that a body reads as if MassTransit had serialized the message.</summary>
    internal static readonly JsonSerializerOptions JsonOptions = new(SystemTextJsonMessageSerializer.Options)
    {
        WriteIndented = false,
        Converters = { new SegmentConverter() },
    };

    /// <summary>The body, and the length of the message's JSON.</summary>
    public static (byte[] Body, int Size) Encode(object message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), JsonOptions);
        if (json.Length <= MinCompressedSize)
            return (json, json.Length);

        var packed = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            // Compression that does not make it shorter is not used.
            var written = LZ4Codec.Encode(json, packed.AsSpan(0, json.Length - 1));
            return (written > 0 ? packed.AsSpan(0, written).ToArray() : json, json.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Fills the whole of <paramref name="json"/>, which is as long as the message's JSON.</summary>
    public static void Decode(byte[] body, Span<byte> json)
    {
        if (body.Length == json.Length)
            body.CopyTo(json);
        else if (LZ4Codec.Decode(body, json) != json.Length)
            throw new InvalidDataException("A body in the outbox is corrupt");
    }
}
