using System.Globalization;
using System.Text;

namespace CallEvents.Alerting.Channels.Wording;

/// <summary>Makes text from outside harmless as plain text, and cuts it. Escaping is each channel's own matter.</summary>
internal static class PlainText
{
    private const char Ellipsis = '…';

    /// <summary>A longer text element, such as a letter with a hundred accents, is cut between its characters.</summary>
    private const int LongestElement = 32;

    /// <summary>
    /// The text with <c>\n</c> as its only control character: other line ends become <c>\n</c>, tabs spaces, and the rest U+FFFD, as do
    /// halves of surrogate pairs. Marks that change the direction of what follows are removed.
    /// </summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n')
                clean.Append('\n');
            else if (rune.Value is '\t' or '\v')
                clean.Append(' ');
            else if (Rune.IsControl(rune))
                clean.Append('\uFFFD');
            else if (!IsHiddenMark(rune.Value))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>The clean text in one line, without white space at its ends.</summary>
    public static string Line(string? text) => string.Join(' ', Clean(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The clean text, and its lines without white space at their ends; at most one line in a row is empty.</summary>
    public static string Lines(string? text)
    {
        var lines = Clean(text).Split('\n').Select(line => line.Trim()).ToList();
        return string.Join('\n', lines.Where((line, index) => line.Length > 0 || (index > 0 && lines[index - 1].Length > 0))).Trim('\n');
    }

    /// <summary>The text with so many UTF-16 units at most. A cut text ends with <c>…</c>, and no character is cut apart.</summary>
    public static string Cut(string text, int longest) => Cut(text, longest, static element => element.Length);

    /// <summary>The text with a limited size.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The largest size.</param>
    /// <param name="sizeOf">The size of a piece; that of the text is the sum of its pieces'.</param>
    public static string Cut(string text, int longest, TextSize sizeOf)
    {
        var room = longest - sizeOf([Ellipsis]);
        int end = 0,
            size = 0,
            cut = 0;
        while (end < text.Length)
        {
            var length = LengthOfElement(text.AsSpan(end));
            size += sizeOf(text.AsSpan(end, length));
            end += length;
            if (size <= room)
                cut = end;
            if (size > longest)
                return room < 0 ? "" : $"{text.AsSpan(0, cut).TrimEnd()}{Ellipsis}";
        }

        return text;
    }

    private static int LengthOfElement(ReadOnlySpan<char> text)
    {
        var length = StringInfo.GetNextTextElementLength(text);
        if (length <= LongestElement)
            return length;
        Rune.DecodeFromUtf16(text, out _, out var first);
        return first;
    }

    /// <summary>Whether it is a bidirectional mark (Unicode's property <c>Bidi_Control</c>) or a byte order mark.</summary>
    private static bool IsHiddenMark(int value) =>
        value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}

/// <summary>Measures a piece of text, in a channel's unit.</summary>
internal delegate int TextSize(ReadOnlySpan<char> piece);
