using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>How long a call is.</summary>
internal static class CallLength
{
    /// <summary>In seconds: the call's duration, else the end of the last timed segment; null where neither is known.</summary>
    public static double? Of(Call call, IReadOnlyList<Segment> segments)
    {
        if (call.DurationSeconds is { } duration && double.IsFinite(duration) && duration > 0)
            return duration;
        var last = segments.Select(SegmentTime.SpanOf).Max(span => span?.End);
        return last > 0 ? last : null;
    }
}
