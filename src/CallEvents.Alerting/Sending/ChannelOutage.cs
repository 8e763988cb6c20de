namespace CallEvents.Alerting.Sending;

/// <summary>A channel that takes no alerts.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it last failed.</param>
/// <param name="NeedsOperator">Whether it rejects our address or credentials.</param>
/// <param name="NextProbe">When the next probe is due.</param>
internal sealed record ChannelOutage(DateTimeOffset Since, string Reason, bool NeedsOperator, DateTimeOffset NextProbe)
{
    /// <summary>When it last failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }
}
