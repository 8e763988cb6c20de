using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CallEvents.Contracts;

namespace CallEvents.Revont.Calls;

/// <summary>
/// Parses a transcript as tolerantly as <see cref="CallParser"/> parses the rest, token by token: there are hundreds of segments, and
/// parsing them into elements first cost more than the rest of a response.
/// </summary>
internal static class TranscriptParser
{
    /// <summary>Null for null and for an empty array. Throws <see cref="MalformedItemException"/> somewhere within the value.</summary>
    public static IReadOnlyList<Segment>? Parse(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new MalformedItemException("transcript", Kind(reader.TokenType), "an array");

        var segments = new List<Segment>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            segments.Add(Segment(ref reader));
        return segments.Count == 0 ? null : segments;
    }

    /// <summary>Whether the reader's current member has this name. False for a name that is not Unicode.</summary>
    public static bool IsNamed(this ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, written as \ud83d: valid JSON, but not Unicode.
            return false;
        }
    }

    /// <summary>The reader's current token as it was sent.</summary>
    public static ReadOnlySpan<byte> Raw(this ref readonly Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;

    private static Segment Segment(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new MalformedItemException("transcript segment", Kind(reader.TokenType), "an object");

        string? speaker = null;
        string? text = null;
        long? start = null;
        long? end = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.IsNamed("speaker"u8))
                speaker = Text(ref reader, "speaker");
            else if (reader.IsNamed("start_ms"u8))
                start = Milliseconds(ref reader, "start_ms");
            else if (reader.IsNamed("end_ms"u8))
                end = Milliseconds(ref reader, "end_ms");
            else if (reader.IsNamed("text"u8))
                text = Text(ref reader, "text");
            else
                reader.TrySkip();
        }

        return new Segment
        {
            Speaker = speaker,
            StartMs = start,
            EndMs = end,
            Text = text ?? "",
        };
    }

    private static string? Text(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => String(ref reader, member).Replace('\0', '\uFFFD'),
            JsonTokenType.Null => null,
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.Raw()),
            var other => throw new MalformedItemException(member, Kind(other), "a text"),
        };
    }

    private static long? Milliseconds(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        double number;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.TryGetDouble(out number) && double.IsFinite(number):
            case JsonTokenType.String
                when double.TryParse(String(ref reader, member), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                    && double.IsFinite(number):
                break;
            default:
                throw new MalformedItemException(member, Kind(reader.TokenType), "a number");
        }

        return number is >= -9e15 and <= 9e15
            ? (long)Math.Round(number, MidpointRounding.AwayFromZero)
            : throw new MalformedItemException(member, "a number out of range", "milliseconds");
    }

    private static string String(ref Utf8JsonReader reader, string member)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new MalformedItemException(member, "a text that is not Unicode", "a text");
        }
    }

    private static string Kind(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.Null => "null",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            _ => "true or false",
        };
}
