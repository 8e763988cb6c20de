using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Measures;
using CallEvents.Alerting.Rules.Transcripts;
using CallEvents.Contracts;
using CsCheck;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class MeasureTests
{
    private static readonly Call Untimed = LostCall with { DurationSeconds = null };

    [Fact]
    public void Talk_ratio_is_the_share_of_all_speech_without_silence()
    {
        Segment[] segments = [Rep("one", 0, 30), Prospect("two", 60, 65), Says(null, "three", 90, 95)];
        Value(Measure.TalkRatio, "rep", segments).ShouldBe(0.75);
        Value(Measure.TalkRatio, "PROSPECT", segments).ShouldBe(0.125);
    }

    [Fact]
    public void Overlaps_count_once_within_a_speaker_and_for_each_between_speakers()
    {
        Segment[] segments = [Rep("one", 0, 20), Rep("two", 10, 30), Prospect("three", 0, 10)];
        Value(Measure.TalkRatio, "rep", segments).ShouldBe(0.75);
        Value(Measure.TalkRatio, "prospect", segments).ShouldBe(0.25);
    }

    [Theory]
    [InlineData(Measure.TalkRatio)]
    [InlineData(Measure.LongestMonologue)]
    [InlineData(Measure.WordsPerMinute)]
    public void Without_timed_speech_a_silent_speaker_has_none_and_another_is_unknown(object measure)
    {
        Value((Measure)measure, "rep", [Prospect("one", 0, 10)]).ShouldBe(0);
        Value((Measure)measure, "rep", [Prospect("one", 0, 10), Rep("two")]).ShouldBeNull();
        Value((Measure)measure, "rep", [Prospect("one", 0, 10), Rep("two", 5, 4)]).ShouldBeNull("reversed");
        Value((Measure)measure, "rep", [Prospect("one", 0, 10), Rep("two", -5, 4)]).ShouldBeNull("negative");
        Value((Measure)measure, "prospect", [Prospect("one"), Rep("two")]).ShouldBeNull("no timed speech of anyone");
        Value((Measure)measure, "third", [Prospect("one"), Rep("two")]).ShouldBeNull("no timed speech of anyone");
    }

    [Fact]
    public void A_monologue_runs_from_its_first_start_to_its_last_end()
    {
        Segment[] segments = [Rep("one", 0, 10), Rep("two"), Rep("three", 50, 60), Prospect("four", 70, 90), Rep("five", 100, 150)];
        Value(Measure.LongestMonologue, "rep", segments).ShouldBe(60);
        Value(Measure.LongestMonologue, "prospect", segments).ShouldBe(20);
        Value(Measure.LongestMonologue, null, segments).ShouldBe(60);
    }

    [Theory]
    [InlineData("hm", null, null, 30)]
    [InlineData("", 11.0, 12.0, 30)]
    [InlineData("", null, null, 60)]
    [InlineData("…", 12.0, 11.0, 60)]
    public void A_segment_of_another_ends_a_monologue_unless_it_is_nothing(string text, double? start, double? end, double longest) =>
        Value(Measure.LongestMonologue, "rep", [Rep("one", 0, 30), Prospect(text, start, end), Rep("two", 40, 60)]).ShouldBe(longest);

    [Fact]
    public void Silence_is_the_part_of_the_call_that_no_segment_covers()
    {
        Segment[] segments = [Rep("one", 0, 30), Prospect("two", 20, 50), Rep("three", 190, 400)];
        Value(Measure.SilenceRatio, null, segments, LostCall with { DurationSeconds = 200 }).ShouldBe(0.7);
        Value(Measure.SilenceRatio, null, [Rep("one", 0, 25), Rep("two", 75, 100)]).ShouldBe(0.5);
        Value(Measure.SilenceRatio, null, [Rep("one")], LostCall with { DurationSeconds = 200 }).ShouldBeNull();
    }

    [Fact]
    public void Questions_are_the_sentences_that_ask_timed_or_not()
    {
        Segment[] segments = [Rep("Hi? How are you?"), Prospect("Fine."), Rep("What"), Rep("else?"), Says(null, "?")];
        Value(Measure.Questions, "rep", segments).ShouldBe(3);
        Value(Measure.Questions, "prospect", segments).ShouldBe(0);
        Value(Measure.Questions, null, segments).ShouldBe(3);
    }

    [Fact]
    public void Words_per_minute_are_those_of_timed_segments()
    {
        Segment[] segments = [Rep("one two three", 0, 30), Rep("not counted"), Prospect("one", 30, 90)];
        Value(Measure.WordsPerMinute, "rep", segments).ShouldBe(6);
        Value(Measure.WordsPerMinute, "prospect", segments).ShouldBe(1);
        Value(Measure.WordsPerMinute, null, segments)!.Value.ShouldBe(4 / 1.5, 1e-9);
    }

    [Fact]
    public void Switches_are_changes_of_speaker_per_minute_of_the_call()
    {
        Segment[] segments = [Rep("one"), Prospect(" "), Rep("two"), Prospect("three"), Says(null, "four"), Rep("five")];
        Value(Measure.SwitchesPerMinute, null, segments, LostCall with { DurationSeconds = 120 }).ShouldBe(1.5);
        Value(Measure.SwitchesPerMinute, null, segments, Untimed).ShouldBeNull();
        Value(Measure.SwitchesPerMinute, null, [Rep("one", 0, 30), Prospect("two", 30, 60)]).ShouldBe(1);
    }

    [Theory]
    [InlineData(0.65, null, Answer.False)]
    [InlineData(0.64, null, Answer.True)]
    [InlineData(0.6, 0.65, Answer.False)]
    [InlineData(0.6, 0.7, Answer.True)]
    public void All_limits_hold(double above, double? below, object answer)
    {
        var condition = new Condition.Measured("talkRatio", Measure.TalkRatio, new Speaker("rep"), new Limits(Above: above, Below: below));
        var judged = AnswerTo(condition, Transcribed(Rep("one", 0, 65), Prospect("two", 65, 100)));
        judged.Answer.ShouldBe(answer);
        judged.Found.ShouldBe("65 %");
    }

    [Fact]
    public void A_measure_of_no_words_is_unknown()
    {
        foreach (var measure in Enum.GetValues<Measure>())
        {
            var condition = new Condition.Measured("…", measure, Speaker.Anyone, new Limits(AtLeast: 0));
            Judge(condition, Recorded(LostCall)).ShouldBe(Answer.Unknown);
            Judge(condition, Transcribed()).ShouldBe(Answer.Unknown);
            Judge(condition, Transcribed(Rep("", 0, 10))).ShouldBe(Answer.Unknown);
        }
    }

    private static readonly Gen<Segment> AnySegment = Gen.Select(
        Gen.OneOf<string?>("rep", "Rep", "prospect", "", null),
        Gen.OneOf("one", "What? Two!", "", "..."),
        Gen.OneOf<long?>(null, -1000L, 0L, 500L, 1000L, 60_000L, long.MaxValue),
        Gen.OneOf<long?>(null, -1L, 0L, 700L, 1000L, 90_000L, long.MaxValue),
        (speaker, text, start, end) =>
            new Segment
            {
                Speaker = speaker,
                Text = text,
                StartMs = start,
                EndMs = end,
            }
    );

    [Fact]
    public void No_value_is_ever_NaN_and_no_speech_has_no_ratio() =>
        Gen.Select(
                AnySegment.Array[1, 8],
                Gen.OneOf<double?>(null, 0, -5, 1e-300, 60, 1e300, double.NaN, double.PositiveInfinity),
                Gen.OneOf<string?>(null, "rep", "prospect", "third"),
                Gen.Enum<Measure>()
            )
            .Sample(
                (segments, duration, by, measure) =>
                {
                    var value = Value(measure, by, segments, LostCall with { DurationSeconds = duration });
                    if (value is { } number)
                    {
                        double.IsNaN(number).ShouldBeFalse();
                        number.ShouldBeGreaterThanOrEqualTo(0);
                        if (measure is Measure.TalkRatio or Measure.SilenceRatio)
                            number.ShouldBeLessThanOrEqualTo(1 + 1e-9);
                    }

                    var isTimed = segments.Any(segment => segment.StartMs >= 0 && segment.EndMs >= segment.StartMs);
                    if (measure is Measure.TalkRatio or Measure.SilenceRatio && !isTimed)
                        value.ShouldBeNull();
                },
                iter: 20_000
            );

    private static double? Value(Measure measure, string? by, Segment[] segments, Call? call = null) =>
        new SpeechMeasures(new IndexedTranscript(call ?? Untimed, segments)).Of(measure, new Speaker(by));
}
