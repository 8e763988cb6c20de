using System.Globalization;

namespace CallEvents.Alerting.Templates;

/// <summary>Collects a text up to a length, and ends the rendering there.</summary>
internal sealed class LimitedWriter(int longest) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var text = GetStringBuilder();
        var room = longest - text.Length;
        if (buffer.Length <= room)
        {
            text.Append(buffer);
            return;
        }

        // Not between the halves of a surrogate pair.
        var cut = Math.Max(0, room - 1);
        if (cut > 0 && char.IsHighSurrogate(buffer[cut - 1]))
            cut--;
        text.Append(buffer[..cut]).Append('…');
        throw new TextLimitException();
    }
}

/// <summary>The text has reached its length.</summary>
internal sealed class TextLimitException : Exception;
