using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>
/// A transcript's words, each with its segment, sentence and turn, and where each is found. Made once for an event, and read by all rules.
/// </summary>
internal sealed class IndexedTranscript
{
    private readonly int[][] places;
    private readonly Dictionary<string, int> ids;
    private readonly string[] sorted;

    /// <param name="call">The call, for its length.</param>
    /// <param name="segments">The transcript.</param>
    public IndexedTranscript(Call call, IReadOnlyList<Segment> segments)
    {
        Segments = segments;
        Length = CallLength.Of(call, segments);
        (Words, Sentences, Turns) = TranscriptReader.Read(segments);
        ids = new(StringComparer.Ordinal);
        List<List<int>> found = [];
        for (var word = 0; word < Words.Count; word++)
        {
            if (!ids.TryGetValue(Words[word].Text, out var id))
            {
                ids.Add(Words[word].Text, id = found.Count);
                found.Add([]);
            }

            found[id].Add(word);
        }

        Spoken = [.. Words.Select(word => word.Segment).Distinct().Select(segment => segments[segment])];
        places = [.. found.Select(list => list.ToArray())];
        sorted = [.. ids.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>The segments with words.</summary>
    public IReadOnlyList<Segment> Spoken { get; }

    /// <summary>The call's length in seconds; null where it is not known.</summary>
    public double? Length { get; }

    /// <summary>In the order of the transcript.</summary>
    public IReadOnlyList<TranscriptWord> Words { get; }

    public IReadOnlyList<Sentence> Sentences { get; }

    public IReadOnlyList<Turn> Turns { get; }

    public Sentence SentenceOf(int word) => Sentences[Words[word].Sentence];

    public Turn TurnOf(int word) => Turns[SentenceOf(word).Turn];

    public Segment SegmentOf(int word) => Segments[Words[word].Segment];

    /// <summary>Where a phrase is found within a turn, in the order of the transcript.</summary>
    public IEnumerable<Find> Find(Phrase phrase)
    {
        if (phrase.Words is not [var first, ..])
            yield break;
        foreach (var start in PlacesOf(first))
        {
            var last = start + phrase.Words.Count - 1;
            if (last < Words.Count && SentenceOf(start).Turn == SentenceOf(last).Turn && Follows(phrase, start))
                yield return new Find(start, last);
        }
    }

    private bool Follows(Phrase phrase, int start)
    {
        for (var index = 1; index < phrase.Words.Count; index++)
        {
            var (wanted, found) = (phrase.Words[index], Words[start + index].Text);
            if (wanted.IsPrefix ? !found.StartsWith(wanted.Text, StringComparison.Ordinal) : found != wanted.Text)
                return false;
        }

        return true;
    }

    private IReadOnlyList<int> PlacesOf(FoldedWord word)
    {
        if (!word.IsPrefix)
            return ids.TryGetValue(word.Text, out var id) ? places[id] : [];

        var at = Array.BinarySearch(sorted, word.Text, StringComparer.Ordinal);
        List<int> found = [];
        for (var index = at < 0 ? ~at : at; index < sorted.Length; index++)
        {
            if (!sorted[index].StartsWith(word.Text, StringComparison.Ordinal))
                break;
            found.AddRange(places[ids[sorted[index]]]);
        }

        found.Sort();
        return found;
    }
}

/// <summary>Where a phrase was found: the first and the last word.</summary>
internal readonly record struct Find(int First, int Last);
