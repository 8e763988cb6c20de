using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>Shows finds in their sentences, in the transcript's own text.</summary>
internal static class Snippets
{
    /// <summary>The most that are shown of one condition.</summary>
    public const int Max = 10;

    /// <summary>The most characters of a sentence.</summary>
    public const int MaxLength = 200;

    private const string Cut = "…";

    /// <summary>A snippet for each sentence, with all that was found in it.</summary>
    public static IReadOnlyList<Snippet> Of(IndexedTranscript transcript, IReadOnlyList<Find> finds)
    {
        var text = new OriginalText(transcript);
        return
        [
            .. finds
                .GroupBy(find => transcript.Words[find.First].Sentence)
                .Take(Max)
                .Select(sentence => Of(transcript, text, Outermost(sentence))),
        ];
    }

    private static Snippet Of(IndexedTranscript transcript, OriginalText text, List<Find> finds)
    {
        var find = finds[0];
        var segment = transcript.SegmentOf(find.First);
        var sentence = Fit(
            text.FromSentenceTo(find.First).TrimStart(),
            text.Of(find.First, find.Last),
            text.ToEndOfSentence(find.Last).TrimEnd()
        );
        var words = finds.Select(one => text.Of(one.First, one.Last)).Distinct(StringComparer.OrdinalIgnoreCase);
        return new Snippet(
            SpeakerName.Of(segment.Speaker),
            SegmentTime.StartOf(segment),
            sentence,
            EndAt(string.Join(", ", words), MaxLength)
        );
    }

    /// <summary>In their order, without those that lie within another one.</summary>
    private static List<Find> Outermost(IEnumerable<Find> finds)
    {
        List<Find> outermost = [];
        foreach (var find in finds.OrderBy(find => find.First).ThenByDescending(find => find.Last))
        {
            if (outermost is not [.., var before] || find.Last > before.Last)
                outermost.Add(find);
        }

        return outermost;
    }

    private static string Fit(string before, string found, string after)
    {
        if (before.Length + found.Length + after.Length <= MaxLength)
            return before + found + after;

        var shown = EndAt(found, MaxLength - (2 * Cut.Length));
        var room = MaxLength - (2 * Cut.Length) - shown.Length;
        var left = Math.Min(before.Length, Math.Max(room / 2, room - after.Length));
        return BeginAt(before, left) + shown + EndAt(after, room - left + Cut.Length);
    }

    /// <summary>The last characters of a text, whole words where possible, behind the sign that something is missing.</summary>
    private static string BeginAt(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var kept = text[^length..];
        var space = kept.IndexOf(' ', StringComparison.Ordinal);
        if (space >= 0)
            kept = kept[(space + 1)..];
        else if (kept is [var first, ..] && char.IsLowSurrogate(first))
            kept = kept[1..];
        return Cut + kept;
    }

    /// <summary>The first characters of a text, whole words where possible, before the sign that something is missing.</summary>
    private static string EndAt(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var kept = text[..Math.Max(length - Cut.Length, 0)];
        var space = kept.LastIndexOf(' ');
        if (space >= 0)
            kept = kept[..space];
        else if (kept is [.., var last] && char.IsHighSurrogate(last))
            kept = kept[..^1];
        return kept + Cut;
    }
}
