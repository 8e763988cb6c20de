using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Api;

/// <summary>
/// The answer about one call. Its transcript, nearly all of the answer, is read as it comes; the rest stays raw, and is read as an
/// item of a page is.
/// </summary>
/// <param name="Item">All members but the transcript.</param>
/// <param name="Transcript">Null while there is none: absent, null and empty all mean "not yet".</param>
/// <param name="Malformed">Why the transcript cannot be read, if it cannot.</param>
[JsonConverter(typeof(Converter))]
internal sealed record RevontCall(JsonElement Item, IReadOnlyList<Segment>? Transcript, MalformedItemException? Malformed)
{
    internal sealed class Converter : JsonConverter<RevontCall>
    {
        /// <summary>Null for anything but an object.</summary>
        public override RevontCall? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.TrySkip();
                return null;
            }

            IReadOnlyList<Segment>? transcript = null;
            MalformedItemException? unreadable = null;
            var rest = new ArrayBufferWriter<byte>();
            rest.Write("{"u8);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.IsNamed("transcript"u8))
                    (transcript, unreadable) = ReadTranscript(ref reader);
                else
                    Copy(ref reader, rest);
            }

            rest.Write("}"u8);
            return new RevontCall(JsonSerializer.Deserialize(rest.WrittenSpan, RevontJson.Default.JsonElement), transcript, unreadable);
        }

        public override void Write(Utf8JsonWriter writer, RevontCall value, JsonSerializerOptions options) => throw new NotSupportedException();

        private static (IReadOnlyList<Segment>? Transcript, MalformedItemException? Unreadable) ReadTranscript(ref Utf8JsonReader reader)
        {
            reader.Read();
            var start = reader;
            try
            {
                return (TranscriptParser.Parse(ref reader), null);
            }
            catch (MalformedItemException exception)
            {
                reader = start;
                reader.TrySkip();
                return (null, exception);
            }
        }

        /// <summary>Byte for byte, so that a name or a text that is none is found where it is looked for.</summary>
        private static void Copy(ref Utf8JsonReader reader, ArrayBufferWriter<byte> rest)
        {
            if (rest.WrittenCount > 1)
                rest.Write(","u8);
            rest.Write("\""u8);
            rest.Write(reader.Raw());
            rest.Write("\":"u8);
            reader.Read();
            rest.Write(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)));
        }
    }
}
