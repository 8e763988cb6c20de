using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Measures;

/// <summary>How much time spans cover.</summary>
internal static class Coverage
{
    /// <summary>In seconds; what several cover counts once.</summary>
    /// <param name="spans">In any order.</param>
    /// <param name="limit">What lies beyond it is left out.</param>
    public static double Of(IEnumerable<TimedSpan> spans, double limit = double.MaxValue)
    {
        var (covered, end) = (0.0, 0.0);
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            var last = Math.Min(span.End, limit);
            covered += Math.Max(last - Math.Max(span.Start, end), 0);
            end = Math.Max(end, last);
        }

        return covered;
    }
}
