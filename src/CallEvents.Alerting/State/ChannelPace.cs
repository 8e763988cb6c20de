namespace CallEvents.Alerting.State;

/// <summary>When a channel may send next, for all replicas.</summary>
internal sealed class ChannelPace
{
    public required string Channel { get; init; }

    /// <summary>By the database's clock, in Unix milliseconds.</summary>
    public long NextAt { get; set; }
}
