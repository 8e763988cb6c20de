using CallEvents.Alerting.Rules.Transcripts;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Judges conditions about words.</summary>
internal static class SaidJudge
{
    /// <param name="condition">The condition.</param>
    /// <param name="transcript">One with words.</param>
    public static ConditionAnswer Judge(Condition.Said condition, IndexedTranscript transcript)
    {
        var words = condition.Words;
        var part = Part.Of(words, transcript);
        if (part.Problem is { } problem)
            return new(condition, Answer.Unknown, problem, [], []);

        var finds = Find(words, transcript, part);
        var places = finds is null ? 0 : CountPlaces(finds);
        var isSaid = finds is not null && places >= words.AtLeast;
        return new(
            condition,
            Answers.Of(isSaid != condition.IsNegated),
            Describe(isSaid, places, words.AtLeast),
            finds is null ? [] : Snippets.Of(transcript, finds),
            []
        );
    }

    /// <summary>Null for words, which the snippets show.</summary>
    private static string? Describe(bool isSaid, int places, int atLeast) =>
        places == 0 ? "not found"
        : atLeast > 1 || !isSaid ? $"found {places} {(places == 1 ? "time" : "times")}"
        : null;

    /// <summary>All finds in their order; null when a part of the condition has none.</summary>
    private static List<Find>? Find(Words words, IndexedTranscript transcript, Part part)
    {
        var parsed = ParsedWords.Of(words);
        List<Find> finds = [];
        if (parsed.Any is { } any && !Add([.. any.SelectMany(Counted)]))
            return null;
        if (parsed.All is { } all && !all.All(phrase => Add(Counted(phrase))))
            return null;
        if (parsed.Near is { } near)
        {
            Func<Find, int> groupOf = words.InQuestion
                ? find => transcript.Words[find.First].Sentence
                : find => transcript.SentenceOf(find.First).Turn;
            if (!Add(NearFinder.Find([.. near.Select(Counted)], words.Within ?? int.MaxValue, groupOf)))
                return null;
        }

        return [.. finds.OrderBy(find => find.First).ThenBy(find => find.Last)];

        bool Add(IReadOnlyList<Find> found)
        {
            finds.AddRange(found);
            return found.Count > 0;
        }

        IReadOnlyList<Find> Counted(Phrase phrase) =>
            [
                .. transcript
                    .Find(phrase)
                    .Where(find =>
                        SpeakerName.Counts(transcript.TurnOf(find.First).Speaker, words.By)
                        && part.Includes(transcript.SegmentOf(find.First))
                        && (!words.InQuestion || IsInQuestion(transcript, find))
                    ),
            ];
    }

    private static bool IsInQuestion(IndexedTranscript transcript, Find find) =>
        transcript.SentenceOf(find.First).Asks && transcript.Words[find.First].Sentence == transcript.Words[find.Last].Sentence;

    /// <summary>The most places that share no word.</summary>
    private static int CountPlaces(IEnumerable<Find> finds)
    {
        var (count, last) = (0, -1);
        foreach (var find in finds.OrderBy(find => find.Last))
        {
            if (find.First <= last)
                continue;
            count++;
            last = find.Last;
        }

        return count;
    }

    /// <summary>The part of the call in which finds count, or why that is not known.</summary>
    private sealed record Part(CallPart? Wanted, decimal Border, string? Problem)
    {
        public static Part Of(Words words, IndexedTranscript transcript)
        {
            if (words.In is not { } wanted)
                return new(null, 0, null);

            // Who could count and has spoken, but at no known time: the words may have been in that part or not.
            var spoken = transcript.Spoken.Where(segment => SpeakerName.Counts(SpeakerName.Of(segment.Speaker), words.By)).ToList();
            if (spoken.Count > 0 && spoken.TrueForAll(segment => SegmentTime.StartOf(segment) is null))
                return new(wanted, 0, "no times");
            return CallPartCheck.BorderOf(wanted, transcript.Length) is { } border ? new(wanted, border, null)
                : spoken.Count == 0 ? new(null, 0, null)
                : new(wanted, 0, "the call's length is not known");
        }

        public bool Includes(Segment segment) =>
            Wanted is null || (SegmentTime.StartOf(segment) is { } start && CallPartCheck.Includes(Wanted, Border, start));
    }
}
