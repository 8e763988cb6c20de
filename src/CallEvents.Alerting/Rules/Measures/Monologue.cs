using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Measures;

/// <summary>Consecutive segments of one speaker.</summary>
/// <param name="Speaker">The speaker; null where that is not known.</param>
/// <param name="Seconds">From the first start to the last end.</param>
internal sealed record Monologue(string? Speaker, double Seconds)
{
    /// <summary>All with a timed segment. A segment of another speaker ends one, unless it has neither times nor words.</summary>
    public static IReadOnlyList<Monologue> ReadAll(IndexedTranscript transcript)
    {
        var withWords = transcript.Words.Select(word => word.Segment).ToHashSet();
        List<Monologue> monologues = [];
        string? speaker = null;
        TimedSpan? covered = null;
        for (var index = 0; index < transcript.Segments.Count; index++)
        {
            var span = SegmentTime.SpanOf(transcript.Segments[index]);
            if (span is null && !withWords.Contains(index))
                continue;

            var name = SpeakerName.Of(transcript.Segments[index].Speaker);
            if (!SpeakerName.AreSame(name, speaker))
            {
                Add();
                (speaker, covered) = (name, null);
            }

            covered =
                span is not { } next ? covered
                : covered is not { } before ? next
                : new TimedSpan(Math.Min(before.Start, next.Start), Math.Max(before.End, next.End));
        }

        Add();
        return monologues;

        void Add()
        {
            if (covered is { } span)
                monologues.Add(new Monologue(speaker, span.End - span.Start));
        }
    }
}
