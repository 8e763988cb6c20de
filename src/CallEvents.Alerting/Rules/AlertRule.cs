using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>A reason to tell people about a call.</summary>
internal sealed record AlertRule
{
    /// <summary>Names the rule in alerts and in the state, so it must not change: renamed, it would tell everything again.</summary>
    public required string Id { get; init; }

    /// <summary>What a call looks like that people want to hear of.</summary>
    public required Func<Call, bool> Matches { get; init; }

    /// <summary>Whether it wants to hear of history as well.</summary>
    public bool IncludeHistory { get; init; }
}
