namespace CallEvents.Benchmarks.Throughput;

/// <summary>All trials with one API latency and one database.</summary>
/// <param name="LatencyMs">Latency of the API in milliseconds.</param>
/// <param name="Database"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="Poller">The poller's trials, one per round.</param>
/// <param name="Baseline">The baseline's trials, one per round.</param>
/// <param name="Large">The poller's trial with ten times as many calls, if any.</param>
/// <param name="Recorded">Latency of <c>CallRecorded</c>, if measured.</param>
/// <param name="Transcribed">Latency of <c>CallTranscribed</c>, if measured.</param>
internal sealed record ThroughputResult(
    int LatencyMs,
    string Database,
    IReadOnlyList<Trial> Poller,
    IReadOnlyList<Trial> Baseline,
    Trial? Large,
    DeliveryLatency? Recorded,
    DeliveryLatency? Transcribed
)
{
    public IEnumerable<double> Ratios => Poller.Zip(Baseline, (poller, baseline) => poller.CallsPerSecond / baseline.CallsPerSecond);

    /// <summary>The median of the rounds' ratios.</summary>
    public double Ratio => Statistics.Median(Ratios);
}
