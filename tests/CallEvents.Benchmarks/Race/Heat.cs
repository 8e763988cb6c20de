namespace CallEvents.Benchmarks.Race;

/// <summary>What one contestant did in one run.</summary>
/// <param name="Calls">Told, with their transcripts.</param>
/// <param name="Seconds">From its first request to the arrival of its last message.</param>
/// <param name="Requests">To the API.</param>
/// <param name="PeakMemory">In bytes.</param>
/// <param name="Processor">Processor time in seconds.</param>
internal sealed record Heat(int Calls, double Seconds, long Requests, long PeakMemory, Spent Processor)
{
    public double PerSecond => Calls / Seconds;

    /// <summary>One request for a hundred calls, and one for each call.</summary>
    public double RequestsOverLeast => Requests / (Math.Ceiling(Calls / 100d) + Calls);
}

/// <summary>Seconds of processor time.</summary>
internal sealed record Spent(double Contestant, double Api, double Subscriber, double All)
{
    public double BrokerAndRest => All - Contestant - Api - Subscriber;
}

/// <summary>Milliseconds from the API's answer that first showed a call to the message's arrival.</summary>
internal sealed record Latency(double Median, double P99, int Messages);

/// <summary>All runs on one API latency and one database.</summary>
internal sealed record Result(int LatencyMs, string Database, IReadOnlyList<Heat> Poller, IReadOnlyList<Heat> Bare, Heat? Large, Latency? Recorded, Latency? Transcribed)
{
    /// <summary>The median of the ratios of each round.</summary>
    public double Ratio => Median(Poller.Zip(Bare, (poller, bare) => poller.PerSecond / bare.PerSecond));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
