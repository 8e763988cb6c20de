using System.Globalization;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Fits the lines of a transcript into a limit: cuts at the end of a line, and says in a last line how much is missing.</summary>
internal static class TranscriptCut
{
    /// <summary>The lines in the format; empty when not even the last line fits.</summary>
    public static string Fit(IReadOnlyList<string> lines, TranscriptFormat format)
    {
        string[] encoded = [.. lines.Select(format.Encode)];
        // Where each line begins, and one more: where the text ends if a line break stood behind its last line.
        var begins = new int[lines.Count + 1];
        for (var line = 0; line < lines.Count; line++)
            begins[line + 1] = begins[line] + encoded[line].Length + format.LineBreak.Length;
        if (begins[^1] - format.LineBreak.Length <= format.Limit)
            return string.Join(format.LineBreak, encoded);

        var missing = 0;
        for (var kept = lines.Count - 1; kept >= 0; kept--)
        {
            missing += lines[kept].Length;
            var room = format.Limit - begins[kept] - Note(missing, lines.Count - kept).Length;
            if (room < 0)
                continue;

            // A line that fits nowhere, such as an hour's talk of one speaker, is cut within: else all of it would be missing.
            var fitsAlone = encoded[kept].Length + format.LineBreak.Length + Note(missing, lines.Count).Length <= format.Limit;
            var part = fitsAlone ? "" : Start(lines[kept], room - format.LineBreak.Length, format);
            return string.Join(
                format.LineBreak,
                [
                    .. encoded[..kept],
                    .. part.Length > 0 ? new[] { format.Encode(part) } : [],
                    Note(missing - part.Length, lines.Count - kept),
                ]
            );
        }

        return "";
    }

    /// <summary>The longest start of a line that has room when it is encoded. No character is split.</summary>
    private static string Start(string line, int room, TranscriptFormat format)
    {
        var end = 0;
        foreach (var character in line.EnumerateRunes())
        {
            room -= format.Encode(character.ToString()).Length;
            if (room < 0)
                break;
            end += character.Utf16SequenceLength;
        }

        return line[..end].TrimEnd();
    }

    private static string Note(int characters, int lines) => $"[Missing here: {Count(lines, "line")}, {Count(characters, "character")}]";

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
