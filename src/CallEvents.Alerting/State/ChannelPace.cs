namespace CallEvents.Alerting.State;

/// <summary>When a channel may send next, and when it last accepted something, for all replicas. Times are in Unix milliseconds.</summary>
internal sealed class ChannelPace
{
    public required string Channel { get; init; }

    /// <summary>By the database's clock.</summary>
    public long NextAt { get; set; }

    /// <summary>By the sender's clock.</summary>
    public long AcceptedAt { get; set; }
}
