using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>The times of a segment, in seconds from the call's start. Negative and reversed ones count as none.</summary>
internal static class SegmentTime
{
    private const double MillisecondsPerSecond = 1000;

    /// <summary>When it begins; an end need not be known.</summary>
    public static double? StartOf(Segment segment) =>
        segment.StartMs is { } start and >= 0 && !(segment.EndMs < start) ? start / MillisecondsPerSecond : null;

    /// <summary>What it covers; null for one without both times.</summary>
    public static TimedSpan? SpanOf(Segment segment) =>
        StartOf(segment) is { } start && segment.EndMs is { } end ? new TimedSpan(start, end / MillisecondsPerSecond) : null;
}

/// <summary>A part of a call, in seconds from its start.</summary>
internal readonly record struct TimedSpan(double Start, double End);
