using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Measures;

/// <summary>Measures a transcript. A value that cannot be known is null, and none is ever NaN.</summary>
internal sealed class SpeechMeasures
{
    private const double SecondsPerMinute = 60;

    private readonly IndexedTranscript transcript;
    private readonly IReadOnlyList<SpeakerSpeech> speakers;
    private readonly double allSeconds;
    private readonly Lazy<IReadOnlyList<Monologue>> monologues;

    /// <param name="transcript">One with words.</param>
    public SpeechMeasures(IndexedTranscript transcript)
    {
        this.transcript = transcript;
        speakers = ReadSpeakers(transcript);
        allSeconds = speakers.Sum(speaker => speaker.Seconds);
        monologues = new(() => Monologue.ReadAll(transcript));
    }

    /// <summary>Seconds, shares from 0 to 1, or counts.</summary>
    /// <param name="measure">What to measure.</param>
    /// <param name="by">Whose speech.</param>
    public double? Of(Measure measure, Speaker by) =>
        measure switch
        {
            Measure.TalkRatio => TalkRatio(by),
            Measure.LongestMonologue => LongestMonologue(by),
            Measure.SilenceRatio => SilenceRatio(),
            Measure.Questions => Questions(by),
            Measure.WordsPerMinute => WordsPerMinute(by),
            _ => SwitchesPerMinute(),
        };

    /// <summary>The share of all speech.</summary>
    private double? TalkRatio(Speaker by)
    {
        if (allSeconds <= 0)
            return null;
        var counted = Counted(by);
        return counted.Any(speaker => speaker.HasTimes) ? counted.Sum(speaker => speaker.Seconds) / allSeconds : WithoutTimes(counted);
    }

    private double? LongestMonologue(Speaker by)
    {
        if (!speakers.Any(speaker => speaker.HasTimes))
            return null;
        var longest = monologues
            .Value.Where(monologue => SpeakerName.Counts(monologue.Speaker, by))
            .Max(monologue => (double?)monologue.Seconds);
        return longest ?? WithoutTimes(Counted(by));
    }

    /// <summary>The part of the call's length in which no one speaks.</summary>
    private double? SilenceRatio()
    {
        if (allSeconds <= 0 || transcript.Length is not { } length)
            return null;
        var spans = transcript.Segments.Select(SegmentTime.SpanOf).OfType<TimedSpan>();
        return Math.Clamp(1 - (Coverage.Of(spans, length) / length), 0, 1);
    }

    private double Questions(Speaker by) =>
        transcript.Sentences.Count(sentence => sentence.Asks && SpeakerName.Counts(transcript.Turns[sentence.Turn].Speaker, by));

    private double? WordsPerMinute(Speaker by)
    {
        if (allSeconds <= 0)
            return null;
        var counted = Counted(by);
        var seconds = counted.Sum(speaker => speaker.Seconds);
        return seconds > 0 ? counted.Sum(speaker => speaker.TimedWords) * SecondsPerMinute / seconds : WithoutTimes(counted);
    }

    private double? SwitchesPerMinute() =>
        transcript.Length is { } length ? Math.Max(transcript.Turns.Count - 1, 0) * SecondsPerMinute / length : null;

    /// <summary>Zero for a speaker without any words; what was said at an unknown time cannot be measured.</summary>
    private static double? WithoutTimes(IEnumerable<SpeakerSpeech> counted) => counted.All(speaker => speaker.Words == 0) ? 0 : null;

    private List<SpeakerSpeech> Counted(Speaker by) => [.. speakers.Where(speaker => SpeakerName.Counts(speaker.Speaker, by))];

    private static List<SpeakerSpeech> ReadSpeakers(IndexedTranscript transcript)
    {
        var words = new int[transcript.Segments.Count];
        foreach (var word in transcript.Words)
            words[word.Segment]++;

        return
        [
            .. transcript
                .Segments.Select((segment, index) => (Segment: segment, Words: words[index], Span: SegmentTime.SpanOf(segment)))
                .GroupBy(one => SpeakerName.Of(one.Segment.Speaker) ?? "", StringComparer.OrdinalIgnoreCase)
                .Select(group => new SpeakerSpeech(
                    group.Key.Length == 0 ? null : group.Key,
                    group.Sum(one => one.Words),
                    group.Where(one => one.Span is not null).Sum(one => one.Words),
                    group.Any(one => one.Span is not null),
                    Coverage.Of(group.Select(one => one.Span).OfType<TimedSpan>())
                )),
        ];
    }
}
