using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Contracts;
using CallEvents.Revont.Calls;

namespace CallEvents.Revont.Responses;

/// <summary>
/// The response of <c>GET /calls/{id}</c>. Its transcript, nearly all of the response, is parsed token by token; the rest is parsed as an
/// item of a page is.
/// </summary>
/// <param name="Call">All members but the transcript; null when they cannot be read.</param>
/// <param name="Transcript">Null while there is none: absent, null and empty all mean "not yet".</param>
/// <param name="CallError">Why the call cannot be read.</param>
/// <param name="TranscriptError">Why the transcript cannot be read.</param>
[JsonConverter(typeof(Converter))]
internal sealed record RevontCall(CallSnapshot? Call, IReadOnlyList<Segment>? Transcript, string? CallError, string? TranscriptError)
{
    /// <summary>Why this is not a complete response about the call with that id; null when it is.</summary>
    public string? ErrorFor(string callId) =>
        CallError
        ?? (Call!.Id == callId ? TranscriptError : new MalformedItemException("id", "another call's id", "the requested id").Message);

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
            string? transcriptError = null;
            var rest = new ArrayBufferWriter<byte>();
            rest.Write("{"u8);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.IsNamed("transcript"u8))
                    (transcript, transcriptError) = ReadTranscript(ref reader);
                else
                    Copy(ref reader, rest);
            }

            rest.Write("}"u8);
            var (call, callError) = ReadCall(JsonSerializer.Deserialize(rest.WrittenSpan, RevontJson.Default.JsonElement));
            return new RevontCall(call, transcript, callError, transcriptError);
        }

        public override void Write(Utf8JsonWriter writer, RevontCall value, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        private static (CallSnapshot? Call, string? Error) ReadCall(JsonElement item)
        {
            try
            {
                return (CallParser.Parse(item), null);
            }
            catch (MalformedItemException exception)
            {
                return (null, exception.Message);
            }
        }

        private static (IReadOnlyList<Segment>? Transcript, string? Error) ReadTranscript(ref Utf8JsonReader reader)
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
                return (null, exception.Message);
            }
        }

        /// <summary>Byte for byte, so that a name or a text that is not valid Unicode is found by the parser of the call.</summary>
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
