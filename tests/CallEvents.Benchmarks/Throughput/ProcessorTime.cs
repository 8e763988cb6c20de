namespace CallEvents.Benchmarks.Throughput;

/// <summary>Processor time in seconds, of the measured process, of the stub API, of the subscriber and of the whole machine.</summary>
internal sealed record ProcessorTime(double Process, double Api, double Subscriber, double Total)
{
    public double BrokerAndOther => Total - Process - Api - Subscriber;
}
