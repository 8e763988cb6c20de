namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>How a consumer retries a downstream, and how long its circuit stays open.</summary>
public sealed class DownstreamOptions
{
    /// <summary>Delays between the first attempts, within one handling of a message.</summary>
    /// <value>250 ms, then 1 s.</value>
    public IReadOnlyList<TimeSpan> ImmediateRetries { get; set; } = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>How long the circuit stays open once the immediate retries are used up; doubles with each failed probe.</summary>
    /// <value>5 s.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest break, unless the downstream asks for a longer one (<c>Retry-After</c>).</summary>
    /// <value>1 min.</value>
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The shortest break while an operator has to act.</summary>
    /// <value>30 s.</value>
    public TimeSpan OperatorBreakDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The break between two tries while everything is rejected.</summary>
    /// <value>1 min.</value>
    public TimeSpan RejectingBreakDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The first pause of a message that is busy, or on which the downstream fails while it answers others; doubles.</summary>
    /// <value>250 ms.</value>
    public TimeSpan MessagePause { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause of such a message.</summary>
    /// <value>30 s.</value>
    public TimeSpan MaxMessagePause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a message is held, unacknowledged, before it is requeued. A prefetched message waits behind it, so twice this must stay
    /// below the broker's <c>consumer_timeout</c> (30 min), which would close the channel.
    /// </summary>
    /// <value>10 min; infinite on the in-memory bus, which cannot requeue a message.</value>
    public TimeSpan MaxHoldTime { get; set; } = TimeSpan.FromMinutes(10);
}
