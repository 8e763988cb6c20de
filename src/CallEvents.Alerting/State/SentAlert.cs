namespace CallEvents.Alerting.State;

/// <summary>The table of a former release, which a migration has copied into <c>alerts</c>. Nothing reads it any more.</summary>
internal sealed class SentAlert
{
    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    public required string Channel { get; init; }

    /// <summary>When the claim expires, in Unix milliseconds.</summary>
    public long ClaimedUntil { get; set; }

    /// <summary>Increases with each claim; fences the holders of older claims.</summary>
    public int ClaimNumber { get; set; }

    /// <summary>When the channel accepted the alert, in Unix milliseconds; null until then.</summary>
    public long? SentAt { get; set; }
}
