using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using MassTransit.Serialization;

namespace CallEvents.Poller.Publishing;

/// <summary>A message as the ledger keeps it: the JSON that goes over the wire, compressed.</summary>
internal static class FactBody
{
    private const int Quality = 1;

    /// <summary>Half a MiB of history: more is set up at a cost for each body, and few transcripts are longer.</summary>
    private const int Window = 19;

    /// <summary>MassTransit's own way to write, so that a body reads as if it had serialized the message itself.</summary>
    internal static readonly JsonSerializerOptions Wire = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };

    /// <summary>The compressed body, and the length of the message on the wire.</summary>
    public static (byte[] Body, int Size) Pack(object message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Wire);
        var packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length));
        try
        {
            return BrotliEncoder.TryCompress(json, packed, out var written, Quality, Window)
                ? (packed.AsSpan(0, written).ToArray(), json.Length)
                : throw new InvalidDataException("A body that could not be compressed");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Fills the whole of <paramref name="json"/>, which is as long as the message on the wire.</summary>
    public static void Unpack(byte[] body, Span<byte> json)
    {
        if (!BrotliDecoder.TryDecompress(body, json, out var written) || written != json.Length)
            throw new InvalidDataException("A body of the ledger that is not what was put in");
    }
}
