using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>Decides which rules a message calls for: a value in, values out.</summary>
internal static class AlertRules
{
    private static readonly TimeSpan MaxLiveAge = TimeSpan.FromDays(1);

    public static IReadOnlyList<AlertRule> BuiltIn { get; } = [new() { Id = "deal-lost", Matches = call => call.Outcome == Outcomes.Lost }];

    public static IEnumerable<AlertRule> Match(IEnumerable<AlertRule> rules, AlertCandidate candidate, DateTimeOffset now) =>
        rules.Where(rule => (rule.IncludeHistory || !IsHistory(candidate, now)) && rule.Matches(candidate.Call));

    // Nobody wants to be woken by a backfill, nor by a re-read that finds last month's calls.
    private static bool IsHistory(AlertCandidate candidate, DateTimeOffset now) =>
        candidate.Origin is Origins.Backfill or Origins.Replay || (candidate.IsExistence && now - candidate.Call.CreatedAt > MaxLiveAge);
}
