using System.Globalization;
using System.Text;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>The text of a transcript as it was said, on one line: whitespace and control characters are one space.</summary>
internal sealed class OriginalText(IndexedTranscript transcript)
{
    /// <summary>From a word to another one of the same turn.</summary>
    public string Of(int first, int last) =>
        Between(
            (transcript.Words[first].Segment, transcript.Words[first].Start),
            (transcript.Words[last].Segment, transcript.Words[last].End)
        );

    /// <summary>From the beginning of a word's sentence to the word.</summary>
    public string FromSentenceTo(int word)
    {
        var first = transcript.Words[transcript.SentenceOf(word).First];
        var text = transcript.Segments[first.Segment].Text;
        var begin = first.Start;
        while (begin > 0 && IsOpening(text[begin - 1]))
            begin--;
        return Between((first.Segment, begin), (transcript.Words[word].Segment, transcript.Words[word].Start));
    }

    /// <summary>From a word to the end of its sentence, with the mark there.</summary>
    public string ToEndOfSentence(int word)
    {
        var index = transcript.SentenceOf(word).Last;
        var last = transcript.Words[index];
        var text = transcript.Segments[last.Segment].Text;
        var limit =
            index + 1 < transcript.Words.Count && transcript.Words[index + 1].Segment == last.Segment
                ? Math.Max(transcript.Words[index + 1].Start, last.End)
                : text.Length;
        var end = last.End;
        while (end < limit && !char.IsWhiteSpace(text[end]) && !IsOpening(text[end]))
            end++;
        return Between((transcript.Words[word].Segment, transcript.Words[word].End), (last.Segment, end));
    }

    /// <summary>Signs that open what follows them; a plain quotation mark may do either, and is taken for one that closes.</summary>
    private static bool IsOpening(char character) =>
        CharUnicodeInfo.GetUnicodeCategory(character)
            is UnicodeCategory.OpenPunctuation
                or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.CurrencySymbol
        || character is '¿' or '¡';

    private string Between((int Segment, int At) from, (int Segment, int At) to)
    {
        var text = new StringBuilder();
        var speaker = SpeakerName.Of(transcript.Segments[from.Segment].Speaker);
        for (var segment = from.Segment; segment <= to.Segment; segment++)
        {
            // Between two words of a turn, another speaker's segment has none.
            if (!SpeakerName.AreSame(SpeakerName.Of(transcript.Segments[segment].Speaker), speaker))
                continue;
            if (segment > from.Segment)
                AppendSpace(text);
            var whole = transcript.Segments[segment].Text;
            var begin = segment == from.Segment ? from.At : 0;
            var end = segment == to.Segment ? to.At : whole.Length;
            foreach (var character in whole.AsSpan(begin, Math.Max(end - begin, 0)))
            {
                if (char.IsWhiteSpace(character) || char.IsControl(character))
                    AppendSpace(text);
                else
                    text.Append(character);
            }
        }

        return text.ToString();
    }

    private static void AppendSpace(StringBuilder text)
    {
        if (text is not { Length: > 0 } || text[^1] != ' ')
            text.Append(' ');
    }
}
