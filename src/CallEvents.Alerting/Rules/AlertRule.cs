using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>A condition on calls that raises an alert.</summary>
internal sealed record AlertRule
{
    /// <summary>Identifies the rule in alerts and in the database. Must not change: a new id would send all alerts again.</summary>
    public required string Id { get; init; }

    /// <summary>Whether a call raises an alert.</summary>
    public required Func<Call, bool> Matches { get; init; }

    /// <summary>Whether the rule also applies to backfilled, replayed and old calls.</summary>
    public bool IncludeHistory { get; init; }
}
