namespace CallEvents.Local.View;

/// <summary>How many alerts of a rule were sent in this run.</summary>
internal sealed record RuleCount(string RuleId, long Alerts)
{
    /// <summary>By the number of alerts, then by name.</summary>
    public static IReadOnlyList<RuleCount> ListOf(IReadOnlyDictionary<string, long> sentByRule) =>
        [
            .. sentByRule
                .Select(rule => new RuleCount(rule.Key, rule.Value))
                .OrderByDescending(rule => rule.Alerts)
                .ThenBy(rule => rule.RuleId, StringComparer.Ordinal),
        ];
}
