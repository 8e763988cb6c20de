using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>Reads a transcript's words, sentences and turns.</summary>
internal sealed class TranscriptReader
{
    private readonly List<TranscriptWord> words = [];
    private readonly List<Sentence> sentences = [];
    private readonly List<Turn> turns = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private int firstOfSentence;
    private bool asks;

    private TranscriptReader() { }

    public static (List<TranscriptWord> Words, List<Sentence> Sentences, List<Turn> Turns) Read(IReadOnlyList<Segment> segments)
    {
        var reader = new TranscriptReader();
        for (var index = 0; index < segments.Count; index++)
            reader.Read(segments[index], index);
        reader.EndSentence();
        return (reader.words, reader.sentences, reader.turns);
    }

    private void Read(Segment segment, int index)
    {
        var speaker = SpeakerName.Of(segment.Speaker);
        var found = WordReader.Read(segment.Text, known);
        var isSame = turns is [.., var turn] && SpeakerName.AreSame(turn.Speaker, speaker);
        if (found.Count == 0)
        {
            // No change of speaker, but perhaps the mark that was missing.
            if (isSame)
                TakeMarks(SentenceMarks.Between(segment.Text, null, null));
            return;
        }

        if (!isSame)
        {
            EndSentence();
            turns.Add(new Turn(speaker, words.Count));
        }
        else
        {
            TakeMarks(SentenceMarks.Between(segment.Text, null, found[0]));
        }

        for (var word = 0; word < found.Count; word++)
        {
            words.Add(new TranscriptWord(found[word].Text, index, found[word].Start, found[word].End, sentences.Count));
            var next = word + 1 < found.Count ? found[word + 1] : (FoldedWord?)null;
            TakeMarks(SentenceMarks.Between(segment.Text, found[word], next));
        }
    }

    /// <summary>Marks without words after the last sentence belong to it: <c>Really… ?</c> asks.</summary>
    private void TakeMarks((bool Ends, bool Asks) marks)
    {
        if (firstOfSentence == words.Count && marks.Asks && sentences.Count > 0)
            sentences[^1] = sentences[^1] with { Asks = true };
        else
            asks |= marks.Asks;
        if (marks.Ends)
            EndSentence();
    }

    private void EndSentence()
    {
        if (firstOfSentence == words.Count)
            return;
        sentences.Add(new Sentence(firstOfSentence, words.Count - 1, turns.Count - 1, asks));
        (firstOfSentence, asks) = (words.Count, false);
    }
}

/// <summary>A word of a transcript.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Segment">Which segment it is in.</param>
/// <param name="Start">Where it begins in the segment's text.</param>
/// <param name="End">Where it ends in the segment's text.</param>
/// <param name="Sentence">Which sentence it is in.</param>
internal readonly record struct TranscriptWord(string Text, int Segment, int Start, int End, int Sentence);

/// <summary>A sentence of one speaker.</summary>
/// <param name="First">Its first word.</param>
/// <param name="Last">Its last word.</param>
/// <param name="Turn">Which turn it is in.</param>
/// <param name="Asks">Whether it ends with a question mark.</param>
internal readonly record struct Sentence(int First, int Last, int Turn, bool Asks);

/// <summary>What a speaker says until another one does.</summary>
/// <param name="Speaker">The speaker's name; null where it is not known.</param>
/// <param name="First">The first word.</param>
internal readonly record struct Turn(string? Speaker, int First);
