using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>What is remembered of a transcript after it was told: enough to see that it grew, and none of its words.</summary>
/// <param name="Segments">How many there are.</param>
/// <param name="Length">The characters of all their texts.</param>
internal readonly record struct TranscriptShape(int Segments, long Length)
{
    private static readonly TimeSpan MinSilence = TimeSpan.FromMinutes(1);

    public static TranscriptShape Of(IReadOnlyList<Segment> transcript) => new(transcript.Count, transcript.Sum(segment => (long)segment.Text.Length));

    /// <summary>More was said than before. A transcript that merely changed, or shrank, is not told again.</summary>
    public bool HasGrownSince(TranscriptShape published) => Length > published.Length || (Length == published.Length && Segments > published.Segments);

    /// <summary>
    /// Its last word comes well before the call's end, so that it may have been read while it was still being written: by
    /// more than a minute and more than a tenth of the call. So may one of a call whose length is not known yet.
    /// </summary>
    public static bool EndsWellBefore(IReadOnlyList<Segment> transcript, double? durationSeconds)
    {
        var end = transcript.Max(segment => segment.EndMs);
        if (end is null)
            return false;
        if (durationSeconds is not { } duration)
            return true;

        var silence = duration - end.Value / 1000d;
        return silence > MinSilence.TotalSeconds && silence > duration / 10;
    }
}
