namespace CallEvents.Alerting.State;

/// <summary>A row that replicas lock while they count and insert, so that no two count the same.</summary>
internal sealed class OutboxLock
{
    public required string Name { get; init; }

    public long Version { get; set; }
}
