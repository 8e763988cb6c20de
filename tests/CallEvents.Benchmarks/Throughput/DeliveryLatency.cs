namespace CallEvents.Benchmarks.Throughput;

/// <summary>Milliseconds from the API response that first exposed a call to the arrival of its message.</summary>
internal sealed record DeliveryLatency(double Median, double P99);
