namespace CallEvents.Benchmarks.Throughput;

/// <summary>The ledger of a poller to measure, and the poller's working folder.</summary>
internal sealed record ThroughputLedger(string ConnectionString, string Folder)
{
    /// <summary>The <c>Polling:StartFrom</c> of the trial that fills this ledger.</summary>
    public DateTimeOffset StartFrom { get; set; }
}
