using System.Collections.Concurrent;

namespace CallEvents.Alerting;

/// <summary>Counts the results of alerting since its start, for a view in the same process.</summary>
internal sealed class AlertingStatus
{
    private readonly ConcurrentDictionary<string, long> sentByRule = new(StringComparer.Ordinal);

    /// <summary>Alerts that a channel accepted.</summary>
    public long Sent => sentByRule.Values.Sum();

    /// <summary>The same by rule.</summary>
    public IReadOnlyDictionary<string, long> SentByRule => new SortedDictionary<string, long>(sentByRule, StringComparer.Ordinal);

    public void RecordSent(string ruleId) => sentByRule.AddOrUpdate(ruleId, 1, (_, count) => count + 1);
}
