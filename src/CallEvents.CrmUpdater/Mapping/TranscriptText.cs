using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Renders a transcript for a person to read: a line for each turn, with time and speaker.</summary>
internal static partial class TranscriptText
{
    /// <summary>The text, at most as long as the format's limit; what does not fit is counted in the last line.</summary>
    /// <param name="segments">The transcript.</param>
    /// <param name="repName">The rep's name; null where it is not known.</param>
    /// <param name="format">The CRM's format.</param>
    public static string Render(IReadOnlyList<Segment> segments, string? repName, TranscriptFormat format) =>
        TranscriptCut.Fit(Lines(segments, repName), format);

    /// <summary>The lines in plain text. Consecutive segments of a speaker are one line; segments without words are none.</summary>
    internal static IReadOnlyList<string> Lines(IReadOnlyList<Segment> segments, string? repName)
    {
        var lines = new List<StringBuilder>();
        string? speaker = null;
        foreach (var segment in segments)
        {
            var text = OneLine(segment.Text);
            if (text.Length == 0)
                continue;

            var name = NameOf(segment.Speaker, repName);
            if (lines.Count > 0 && name == speaker)
                lines[^1].Append(' ').Append(text);
            else
                lines.Add(new StringBuilder(Prefix(segment.StartMs, name)).Append(text));
            speaker = name;
        }

        return [.. lines.Select(line => line.ToString())];
    }

    private static string Prefix(long? startMs, string name) =>
        (startMs is { } start and >= 0 ? $"{Time(start)} " : "") + (name.Length == 0 ? "" : $"{name}: ");

    private static string Time(long startMs)
    {
        var seconds = startMs / 1000;
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return hours == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds % 60:00}");
    }

    private static string NameOf(string? speaker, string? repName) =>
        Is(speaker, Speakers.Rep)
            ? OneLine(repName) is { Length: > 0 } name
                ? name
                : "Rep"
            : Is(speaker, Speakers.Prospect)
                ? "Prospect"
                : OneLine(speaker);

    private static bool Is(string? speaker, string known) => known.Equals(speaker?.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Line breaks and other control characters become a space; a half of a surrogate pair, which no CRM takes, U+FFFD.</summary>
    private static string OneLine(string? text) => LoneSurrogates().Replace(ControlCharacters().Replace(text ?? "", " "), "\uFFFD").Trim();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex ControlCharacters();

    [GeneratedRegex(@"[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex LoneSurrogates();
}
