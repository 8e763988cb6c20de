using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using MassTransit;
using MassTransit.Serialization;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Puts a fact's stored JSON into MassTransit's envelope as it is. Read into a message and written again it would cost as much
/// as all the rest of sending it, and a later version of our code could write it differently.
/// </summary>
internal sealed class StoredMessageSerializer(OutboxRow message) : IMessageSerializer
{
    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class =>
        new Enveloped(message, new JsonMessageEnvelope(context, new Stored()));

    private sealed class Enveloped(OutboxRow message, JsonMessageEnvelope envelope) : MessageBody
    {
        private byte[]? bytes;

        public long? Length => bytes?.Length;

        public byte[] GetBytes() => bytes ??= Write();

        public Stream GetStream() => new MemoryStream(GetBytes(), writable: false);

        public string GetString() => System.Text.Encoding.UTF8.GetString(GetBytes());

        private byte[] Write()
        {
            var json = ArrayPool<byte>.Shared.Rent(message.Size);
            try
            {
                OutboxBody.Decode(message.Body!, json.AsSpan(0, message.Size));
                ((Stored)envelope.Message!).Json = json.AsMemory(0, message.Size);
                return JsonSerializer.SerializeToUtf8Bytes(envelope, OutboxBody.JsonOptions);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(json);
            }
        }
    }

    /// <summary>A message of which only the JSON is known.</summary>
    [JsonConverter(typeof(Raw))]
    private sealed class Stored
    {
        public ReadOnlyMemory<byte> Json { get; set; }
    }

    private sealed class Raw : JsonConverter<Stored>
    {
        public override Stored Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Stored value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
