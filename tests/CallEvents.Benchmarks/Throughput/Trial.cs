namespace CallEvents.Benchmarks.Throughput;

/// <summary>The result of one run of a measured process.</summary>
/// <param name="Calls">The calls that were published, with their transcripts.</param>
/// <param name="Seconds">From the process's first request to the arrival of its last message.</param>
/// <param name="Requests">Requests to the API.</param>
/// <param name="PeakMemory">In bytes.</param>
/// <param name="Processor">Processor time.</param>
internal sealed record Trial(int Calls, double Seconds, long Requests, long PeakMemory, ProcessorTime Processor)
{
    public double CallsPerSecond => Calls / Seconds;

    /// <summary>Requests divided by the minimum: one per hundred calls, and one per call.</summary>
    public double RequestsOverMinimum => Requests / (Math.Ceiling(Calls / 100d) + Calls);
}
