namespace CallEvents.Benchmarks.Throughput;

/// <summary>Options of the throughput benchmark.</summary>
internal sealed record ThroughputOptions
{
    /// <summary>Calls per trial.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls in the additional trial that measures memory growth; null for none.</summary>
    public int? MemoryCalls { get; init; }

    /// <summary>The API's latencies in milliseconds.</summary>
    public required IReadOnlyList<int> Latencies { get; init; }

    /// <summary>Databases of the ledger: <c>sqlite</c>, <c>postgresql</c>.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>How many times the poller and the baseline run alternately.</summary>
    public required int Rounds { get; init; }

    /// <summary>Concurrent requests, of the poller and of the baseline.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Type of the subscriber's queue: <c>quorum</c> or <c>classic</c>.</summary>
    public required string QueueType { get; init; }

    /// <summary>The broker to use; null to start one.</summary>
    public Uri? RabbitMq { get; init; }

    /// <summary>The poller's <c>CallEvents.Poller.dll</c>.</summary>
    public required string Poller { get; init; }

    /// <summary>Additional environment variables of the poller.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Duration of the delivery measurement; 0 to skip it.</summary>
    public required int LiveSeconds { get; init; }
}
