namespace CallEvents.Alerting;

/// <summary>What alerting has done since it started, for a live view in the same process.</summary>
internal sealed class AlertingStatus
{
    private long sent;

    /// <summary>Alerts that a channel has taken.</summary>
    public long Sent => Interlocked.Read(ref sent);

    public void RecordSent() => Interlocked.Increment(ref sent);
}
