namespace CallEvents.Alerting.Channels;

/// <summary>What a channel said to an alert.</summary>
internal abstract record ChannelResult
{
    private ChannelResult()
    {
    }

    /// <summary>People will see it.</summary>
    public sealed record Sent : ChannelResult;

    /// <summary>Not now.</summary>
    /// <param name="Delay">The pause it asked for, if it asked.</param>
    public sealed record RetryAfter(TimeSpan? Delay = null) : ChannelResult;

    /// <summary>Not this alert, now or ever.</summary>
    public sealed record Rejected(string Reason) : ChannelResult;

    /// <summary>Not from us.</summary>
    public sealed record NotAuthorised(string Reason) : ChannelResult;
}
