using System.Diagnostics.Metrics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The bounds of the poller's histograms, in seconds: an exporter's default bounds are milliseconds.</summary>
internal static class HistogramBuckets
{
    /// <summary>From a fast request to the longest time-out.</summary>
    public static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    /// <summary>From a call that is shown immediately to one that only the deepest re-read finds.</summary>
    public static readonly InstrumentAdvice<double> Delays = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200, 21600, 86400, 259200, 604800],
    };
}
