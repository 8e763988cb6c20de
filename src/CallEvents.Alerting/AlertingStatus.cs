using System.Collections.Concurrent;

namespace CallEvents.Alerting;

/// <summary>Counts the results of alerting since its start, for a view in the same process.</summary>
internal sealed class AlertingStatus
{
    private readonly ConcurrentDictionary<string, long> raisedByRule = new(StringComparer.Ordinal);
    private long sent;

    /// <summary>Alerts that a channel accepted.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Alerts that were raised, by rule: to be sent now, or in a digest.</summary>
    public IReadOnlyDictionary<string, long> RaisedByRule => new SortedDictionary<string, long>(raisedByRule, StringComparer.Ordinal);

    public void RecordRaised(string ruleId) => raisedByRule.AddOrUpdate(ruleId, 1, (_, count) => count + 1);

    public void RecordSent() => Interlocked.Increment(ref sent);
}
