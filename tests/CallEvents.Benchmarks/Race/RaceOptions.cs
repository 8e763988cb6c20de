namespace CallEvents.Benchmarks.Race;

/// <summary>What is raced.</summary>
internal sealed record RaceOptions
{
    /// <summary>How many calls a heat has.</summary>
    public required int Calls { get; init; }

    /// <summary>How many the heat has that shows whether memory grows; null for none.</summary>
    public int? MemoryCalls { get; init; }

    /// <summary>The API's latencies in milliseconds.</summary>
    public required IReadOnlyList<int> Latencies { get; init; }

    /// <summary><c>sqlite</c>, <c>postgresql</c>.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>How often both contestants run, in turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>Requests at once, for both.</summary>
    public required int Concurrency { get; init; }

    /// <summary><c>quorum</c> or <c>classic</c>.</summary>
    public required string QueueType { get; init; }

    /// <summary>A broker; null to start one.</summary>
    public Uri? RabbitMq { get; init; }

    /// <summary>The poller's <c>CallEvents.Poller.dll</c>.</summary>
    public required string Poller { get; init; }

    /// <summary>Further settings of the poller, as its environment has them.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>How long calls arrive for the measure of the time from visible to delivered; 0 for not at all.</summary>
    public required int LiveSeconds { get; init; }
}
