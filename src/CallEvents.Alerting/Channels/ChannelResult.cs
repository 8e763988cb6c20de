namespace CallEvents.Alerting.Channels;

/// <summary>Outcome of sending one alert through a channel.</summary>
internal abstract record ChannelResult
{
    private ChannelResult() { }

    /// <summary>The channel accepted the alert.</summary>
    public sealed record Sent : ChannelResult;

    /// <summary>The channel is temporarily unavailable or limits the request rate.</summary>
    /// <param name="Delay">The delay that the channel requested; null if it requested none.</param>
    public sealed record RetryAfter(TimeSpan? Delay = null) : ChannelResult;

    /// <summary>The channel rejects this alert permanently.</summary>
    /// <param name="Reason">The reason, without personal data.</param>
    public sealed record Rejected(string Reason) : ChannelResult;

    /// <summary>The channel rejects the credentials.</summary>
    /// <param name="Reason">The reason; it names the setting to check, never its value.</param>
    public sealed record Unauthorized(string Reason) : ChannelResult;
}
