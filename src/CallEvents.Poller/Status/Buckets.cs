using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Names the bars of a histogram of durations.</summary>
internal static class Buckets
{
    /// <param name="bounds">The upper bounds, ascending.</param>
    /// <param name="counts">One more than bounds: the last is above all of them.</param>
    public static IReadOnlyList<BucketReport> Of(IReadOnlyList<TimeSpan> bounds, IEnumerable<long> counts) =>
        [
            .. counts.Select(
                (count, index) =>
                    index < bounds.Count
                        ? new BucketReport($"≤ {StatusText.Duration(bounds[index])}", bounds[index].TotalSeconds, count)
                        : new BucketReport($"> {StatusText.Duration(bounds[^1])}", null, count)
            ),
        ];
}
