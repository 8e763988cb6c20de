namespace CallEvents.Alerting.State;

/// <summary>An alert that was told through a channel, or is about to be.</summary>
internal sealed class SentAlert
{
    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    public required string Channel { get; init; }

    /// <summary>Until when whoever claimed it may still be sending, in Unix milliseconds.</summary>
    public long ClaimedUntil { get; set; }

    /// <summary>Grows with each claim: who holds an older one has lost it.</summary>
    public int ClaimNumber { get; set; }

    /// <summary>When the channel took it, in Unix milliseconds; null until then.</summary>
    public long? SentAt { get; set; }
}
