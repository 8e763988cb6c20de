namespace CallEvents.Alerting.Sending;

/// <summary>A channel that takes no alerts.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why the last try failed.</param>
/// <param name="NeedsOperator">Whether it does not let us in.</param>
/// <param name="NextTry">When the next try is due.</param>
internal sealed record ChannelOutage(DateTimeOffset Since, string Reason, bool NeedsOperator, DateTimeOffset NextTry)
{
    /// <summary>When the last try failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }
}
