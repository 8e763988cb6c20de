using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>What is stored of a published transcript: enough to see that it grew, and none of its text.</summary>
/// <param name="Segments">The number of segments.</param>
/// <param name="Length">The total number of characters.</param>
internal readonly record struct TranscriptShape(int Segments, long Length)
{
    private static readonly TimeSpan MinSilence = TimeSpan.FromMinutes(1);

    public static TranscriptShape Of(IReadOnlyList<Segment> transcript) =>
        new(transcript.Count, transcript.Sum(segment => (long)segment.Text.Length));

    /// <summary>Whether it is longer than the published one. A transcript that merely changed, or shrank, is not published again.</summary>
    public bool HasGrownSince(TranscriptShape published) =>
        Length > published.Length || (Length == published.Length && Segments > published.Segments);

    /// <summary>
    /// Whether the last segment ends well before the call does (by more than a minute and more than a tenth of the call), so that the
    /// transcript may still have been growing. True as well while the call's length is unknown.
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
