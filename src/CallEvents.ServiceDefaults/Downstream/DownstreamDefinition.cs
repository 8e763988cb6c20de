namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>What a circuit has to know of its downstream.</summary>
public sealed record DownstreamDefinition
{
    /// <summary>The name in logs and of the health check.</summary>
    public required string Name { get; init; }

    /// <summary>The name in sentences, such as <c>the CRM</c>.</summary>
    public string Title { get; init; } = "the downstream";

    /// <summary>A cheap request that shows whether the downstream answers; null: a message is tried instead.</summary>
    public Func<CancellationToken, Task<DownstreamResult>>? Probe { get; init; }

    /// <summary>After so many rejected messages without a success in between, consumption pauses; null: never.</summary>
    public int? MaxRejectedInARow { get; init; }
}
