namespace CallEvents.Alerting;

/// <summary>Counts the results of alerting since its start, for a view in the same process.</summary>
internal sealed class AlertingStatus
{
    private long sent;

    /// <summary>Alerts that a channel accepted.</summary>
    public long Sent => Interlocked.Read(ref sent);

    public void RecordSent() => Interlocked.Increment(ref sent);
}
