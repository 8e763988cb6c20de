namespace CallEvents.Alerting.State;

/// <summary>A call on which a rule with <c>escalate</c> has fired.</summary>
internal sealed class RuleFire
{
    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    /// <summary>A hash of the rep or prospect.</summary>
    public required string CountedBy { get; init; }

    /// <summary>In Unix milliseconds.</summary>
    public required long FiredAt { get; init; }
}
