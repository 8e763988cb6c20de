using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>Matches messages against the rules; a pure function.</summary>
internal static class AlertRules
{
    private static readonly TimeSpan MaxLiveAge = TimeSpan.FromDays(1);

    public static IReadOnlyList<AlertRule> BuiltIn { get; } = [new() { Id = "deal-lost", Matches = call => call.Outcome == Outcomes.Lost }];

    public static IEnumerable<AlertRule> Match(IEnumerable<AlertRule> rules, AlertCandidate candidate, DateTimeOffset now) =>
        rules.Where(rule => (rule.IncludeHistory || !IsHistory(candidate, now)) && rule.Matches(candidate.Call));

    // A backfill must not page anyone, nor must a re-read that discovers last month's calls.
    private static bool IsHistory(AlertCandidate candidate, DateTimeOffset now) =>
        candidate.Origin is Origins.Backfill or Origins.Replay || (candidate.IsExistence && now - candidate.Call.CreatedAt > MaxLiveAge);
}
