using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>Matches messages against the rules; a pure function.</summary>
internal static class AlertRules
{
    private static readonly TimeSpan MaxLiveAge = TimeSpan.FromDays(1);

    public static IReadOnlyList<AlertRule> BuiltIn { get; } = [new() { Id = "deal-lost", Matches = call => call.Outcome == Outcomes.Lost }];

    public static IEnumerable<AlertRule> Match(IEnumerable<AlertRule> rules, AlertCandidate candidate) =>
        rules.Where(rule => (rule.IncludeHistory || !IsHistory(candidate)) && rule.Matches(candidate.Call));

    /// <summary>Whether only rules for history concern it.</summary>
    /// <remarks>
    /// A backfill must not page anyone, nor must a re-read that discovers last month's calls. The age when the call was observed, not when
    /// the message is handled: a message that waited for days in its queue, during an outage of a channel or of alerting, is no history.
    /// </remarks>
    public static bool IsHistory(AlertCandidate candidate) =>
        candidate.Origin is Origins.Backfill or Origins.Replay
        || (candidate.IsExistence && candidate.ObservedAt - candidate.Call.CreatedAt > MaxLiveAge);
}
