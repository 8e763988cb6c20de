namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>How patient a consumer is with the other side.</summary>
public sealed class DownstreamOptions
{
    /// <summary>Pauses between the first tries, within one handling of a message.</summary>
    /// <value>250 ms, then 1 s.</value>
    public IReadOnlyList<TimeSpan> ImmediateRetries { get; set; } = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>The first pause once the short retries are used up; it doubles with each try that finds the other side still away.</summary>
    /// <value>5 s.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause, unless the other side asks for a longer one.</summary>
    /// <value>1 min.</value>
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a message is held, unacknowledged, before it goes back to its queue. With the wait of the prefetched message behind
    /// it, twice this must stay below the broker's <c>consumer_timeout</c> (30 min), which would close the channel.
    /// </summary>
    /// <value>10 min; for ever on the in-memory bus, which cannot take a message back.</value>
    public TimeSpan MaxHoldTime { get; set; } = TimeSpan.FromMinutes(10);
}
