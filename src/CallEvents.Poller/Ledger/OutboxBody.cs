using System.Buffers;
using System.Text.Json;
using K4os.Compression.LZ4;
using MassTransit.Serialization;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// A message as the ledger keeps it: the JSON that goes over the wire, compressed by LZ4 where that gains anything. A body as
/// long as its message is the message.
/// </summary>
internal static class OutboxBody
{
    /// <summary>Up to this length, in bytes, there is little to gain.</summary>
    private const int MinCompressedSize = 1024;

    /// <summary>MassTransit's own way to write, so that a body reads as if it had serialized the message itself.</summary>
    internal static readonly JsonSerializerOptions JsonOptions = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false, Converters = { new SegmentConverter() } };

    /// <summary>The body, and the length of the message on the wire.</summary>
    public static (byte[] Body, int Size) Encode(object message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), JsonOptions);
        if (json.Length <= MinCompressedSize)
            return (json, json.Length);

        var packed = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            // What does not fit into less than its own length has gained nothing.
            var written = LZ4Codec.Encode(json, packed.AsSpan(0, json.Length - 1));
            return (written > 0 ? packed.AsSpan(0, written).ToArray() : json, json.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Fills the whole of <paramref name="json"/>, which is as long as the message on the wire.</summary>
    public static void Decode(byte[] body, Span<byte> json)
    {
        if (body.Length == json.Length)
            body.CopyTo(json);
        else if (LZ4Codec.Decode(body, json) != json.Length)
            throw new InvalidDataException("A body of the ledger that is not what was put in");
    }
}
