using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Measures;
using CallEvents.Alerting.Rules.Transcripts;
using CallEvents.Contracts;
using CsCheck;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

/// <summary>What holds for words on every transcript.</summary>
public sealed class RulePropertyTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
            "price",
            "high",
            "next",
            "steps",
            "Gong?",
            "why?!",
            "no.",
            "価格",
            "don't",
            "3.5",
            "–",
            "?",
            "… ",
            "السعر؟"
        )
        .Array[0, 8]
        .Select(words => string.Join(' ', words));

    private static readonly Gen<Segment> AnySegment = Gen.Select(
        Gen.OneOf<string?>("rep", "prospect", null),
        AnyText,
        Gen.Int[-1, 20],
        Gen.Int[0, 5],
        (speaker, text, start, length) => start < 0 ? Says(speaker, text) : Says(speaker, text, start * 10.0, (start * 10.0) + (length * 2))
    );

    private static readonly Gen<Words> AnyWords = Gen.Select(
        Gen.OneOf("price", "hi*", "next steps", "gong", "why no", "格", "don't", "5", "السعر").Array[1, 3],
        Gen.Int[0, 2],
        Gen.Int[1, 6],
        Gen.Int[1, 3],
        Gen.OneOf<string?>("rep", "prospect", null),
        Gen.Bool,
        (phrases, kind, within, atLeast, by, inQuestion) =>
            new Words
            {
                Any = kind == 0 ? phrases : null,
                All = kind == 1 ? phrases : null,
                Near = kind == 2 ? phrases : null,
                Within = kind == 2 ? within : null,
                AtLeast = atLeast,
                By = new Speaker(by),
                InQuestion = inQuestion,
            }
    );

    [Fact]
    public void Splitting_a_segment_at_a_word_border_changes_nothing() =>
        Gen.Select(AnySegment.Array[1, 6], Gen.Int[0, 5], Gen.Int[0, 7], AnyWords)
            .Sample(
                (segments, which, where, words) =>
                {
                    var parts = Split(segments, which % segments.Length, where);
                    var (whole, split) = (AnswerTo(Said(words), Transcribed(segments)), AnswerTo(Said(words), Transcribed(parts)));
                    split.Answer.ShouldBe(whole.Answer);
                    split.Found.ShouldBe(whole.Found);
                    split
                        .Snippets.Select(snippet => (snippet.Sentence, snippet.Words, snippet.Speaker))
                        .ShouldBe(whole.Snippets.Select(snippet => (snippet.Sentence, snippet.Words, snippet.Speaker)));
                    if (whole.Answer is Answer.Unknown)
                        return;

                    var (before, after) = (MeasuresOf(segments), MeasuresOf(parts));
                    foreach (var measure in Enum.GetValues<Measure>())
                    {
                        var (expected, found) = (before.Of(measure, words.By), after.Of(measure, words.By));
                        found.HasValue.ShouldBe(expected.HasValue, $"{measure}");
                        (found ?? 0).ShouldBe(expected ?? 0, 1e-9, $"{measure}");
                    }
                },
                iter: 20_000
            );

    /// <summary>The words after the border are a segment of their own, which begins where the first one ends.</summary>
    private static Segment[] Split(Segment[] segments, int which, int where)
    {
        var segment = segments[which];
        var words = segment.Text.Split(' ');
        var (first, second) = (string.Join(' ', words.Take(where)), string.Join(' ', words.Skip(where)));
        var middle = segment.StartMs is { } start ? start + ((segment.EndMs!.Value - start) * where / 8) : (long?)null;

        // Words per minute count words of timed segments, so both parts stay timed.
        return
        [
            .. segments.Take(which),
            segment with
            {
                Text = first,
                EndMs = middle,
            },
            segment with
            {
                Text = second,
                StartMs = middle,
            },
            .. segments.Skip(which + 1),
        ];
    }

    [Fact]
    public void Not_said_is_silent_on_an_empty_transcript() =>
        Gen.Select(Gen.OneOf("", " ", "…", "?!", "\u200B", "❤️").Array[0, 4], AnyWords, Gen.Bool)
            .Sample(
                (texts, words, hasPart) =>
                    Judge(
                        NotSaid(words with { In = hasPart ? new CallPart(true, 60, null) : null }),
                        [.. texts.Select(text => Rep(text, 0, 1))]
                    ) is Answer.Unknown,
                iter: 2_000
            );

    [Fact]
    public void Phrases_are_found_where_a_plain_search_finds_them() =>
        Gen.Select(
                Gen.Select(Gen.OneOf("rep", "prospect"), Gen.OneOf("a", "ab", "b").Array[0, 4], (speaker, words) => (speaker, words)).Array[
                    1,
                    6
                ],
                Gen.OneOf("a", "ab", "b", "a*").Array[1, 3]
            )
            .Sample(
                (segments, phrase) =>
                    (
                        Judge(Said(string.Join(' ', phrase)), [.. segments.Select(one => Says(one.speaker, string.Join(", ", one.words)))])
                        is Answer.True
                    ) == IsFoundBySearch(segments, phrase),
                iter: 20_000
            );

    private static bool IsFoundBySearch((string Speaker, string[] Words)[] segments, string[] phrase)
    {
        var words = segments.SelectMany(segment => segment.Words.Select(word => (segment.Speaker, Word: word))).ToList();
        return Enumerable
            .Range(0, Math.Max(words.Count - phrase.Length + 1, 0))
            .Select(start => words.GetRange(start, phrase.Length))
            .Any(found =>
                found.Select(word => word.Speaker).Distinct().Count() == 1
                && found.Zip(phrase).All(pair => pair.Second == "a*" ? pair.First.Word[0] == 'a' : pair.First.Word == pair.Second)
            );
    }

    private static SpeechMeasures MeasuresOf(Segment[] segments) =>
        new(new IndexedTranscript(JudgedCall.LostCall with { DurationSeconds = 300 }, segments));
}
