using System.Buffers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using MassTransit;
using MassTransit.Serialization;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Writes the stored JSON of a message, unchanged, into the smallest envelope that MassTransit reads: no host, process, version or address.
/// Deserializing and serializing the message again would cost as much as the rest of a publish, and a later version of our code could
/// serialize it differently.
/// </summary>
internal sealed class StoredMessageSerializer(OutboxRow message, DateTimeOffset sentTime) : IMessageSerializer
{
    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => new Envelope(message, MessageUrn.ForTypeString<T>(), sentTime);

    /// <summary>The whole message, as it is sent.</summary>
    /// <param name="message">The event.</param>
    /// <param name="messageType">The URN of its message.</param>
    /// <param name="sentTime">The time of sending.</param>
    public static byte[] Write(OutboxRow message, string messageType, DateTimeOffset sentTime) =>
        new Envelope(message, messageType, sentTime).GetBytes();

    private sealed class Envelope(OutboxRow message, string messageType, DateTimeOffset sentTime) : MessageBody
    {
        /// <summary>Upper bound of all members but the message, in bytes.</summary>
        private const int HeaderSize = 512;

        private byte[]? bytes;

        public long? Length => bytes?.Length;

        public byte[] GetBytes() => bytes ??= Write();

        public Stream GetStream() => new MemoryStream(GetBytes(), writable: false);

        public string GetString() => Encoding.UTF8.GetString(GetBytes());

        private byte[] Write()
        {
            var body = ArrayPool<byte>.Shared.Rent(message.Size);
            try
            {
                OutboxBody.Decode(message.Body!, body.AsSpan(0, message.Size));
                return Write(body.AsSpan(0, message.Size));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(body);
            }
        }

        private byte[] Write(ReadOnlySpan<byte> body)
        {
            var buffer = new ArrayBufferWriter<byte>(message.Size + HeaderSize);
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WriteString("messageId", message.MessageId);
            json.WriteString("conversationId", MessageIds.Conversation(message.Workspace, message.CallId));
            json.WriteStartArray("messageType");
            json.WriteStringValue(messageType);
            json.WriteEndArray();
            json.WriteString("sentTime", sentTime.UtcDateTime);
            json.WritePropertyName("message");
            json.WriteRawValue(body, skipInputValidation: true);
            json.WriteEndObject();
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }
}
