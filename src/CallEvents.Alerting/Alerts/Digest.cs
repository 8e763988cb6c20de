namespace CallEvents.Alerting.Alerts;

/// <summary>Several alerts in one notification.</summary>
internal sealed record Digest
{
    /// <summary>The most alerts that are named one by one.</summary>
    public const int MaxNewest = 20;

    public required DigestReason Reason { get; init; }

    /// <summary>How many alerts of each rule, the most severe first.</summary>
    public required IReadOnlyList<RuleCount> Counts { get; init; }

    /// <summary>The newest alerts, at most <see cref="MaxNewest"/>, the newest first.</summary>
    public required IReadOnlyList<Alert> Newest { get; init; }

    /// <summary>All alerts in it, for a channel that addresses each manager apart; the newest first.</summary>
    public required IReadOnlyList<Alert> All { get; init; }

    /// <summary>How many alerts are not among <see cref="Newest"/>.</summary>
    public int More => All.Count - Newest.Count;

    public Severity Severity => Counts.Count == 0 ? Severity.Info : Counts.Max(count => count.Severity);

    /// <summary>A digest of some alerts.</summary>
    public static Digest Of(DigestReason reason, IEnumerable<Alert> alerts)
    {
        List<Alert> all = [.. alerts.OrderByDescending(alert => alert.CreatedAt).ThenBy(alert => alert.CallId, StringComparer.Ordinal)];
        return new()
        {
            Reason = reason,
            All = all,
            Newest = [.. all.Take(MaxNewest)],
            Counts =
            [
                .. all.GroupBy(alert => (alert.RuleId, alert.Title))
                    .Select(rule => new RuleCount(rule.Key.RuleId, rule.Key.Title, rule.Max(alert => alert.Severity), rule.Count()))
                    .OrderByDescending(rule => rule.Severity)
                    .ThenByDescending(rule => rule.Count)
                    .ThenBy(rule => rule.RuleId, StringComparer.Ordinal),
            ],
        };
    }
}

/// <summary>How many alerts a digest has of a rule.</summary>
internal sealed record RuleCount(string RuleId, string Title, Severity Severity, int Count);

/// <summary>Why alerts are in a digest.</summary>
internal enum DigestReason
{
    /// <summary>The rule says <c>deliver: digest</c>.</summary>
    Scheduled,

    /// <summary>They came in the channel's quiet hours.</summary>
    QuietHours,

    /// <summary>More than the rule's throttle allows.</summary>
    Throttle,

    /// <summary>They were late.</summary>
    Late,
}
