namespace CallEvents.Alerting;

/// <summary>What alerting has done since it started, for a live view in the same process.</summary>
internal sealed class AlertingStatus
{
    private long told;

    /// <summary>Alerts that a channel has taken.</summary>
    public long Told => Interlocked.Read(ref told);

    public void AlertTold() => Interlocked.Increment(ref told);
}
