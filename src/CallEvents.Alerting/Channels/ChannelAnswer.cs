namespace CallEvents.Alerting.Channels;

/// <summary>What a channel said to an alert.</summary>
internal abstract record ChannelAnswer
{
    private ChannelAnswer()
    {
    }

    /// <summary>People will see it.</summary>
    public sealed record Sent : ChannelAnswer;

    /// <summary>Not now.</summary>
    /// <param name="Delay">The pause it asked for, if it asked.</param>
    public sealed record RetryAfter(TimeSpan? Delay = null) : ChannelAnswer;

    /// <summary>Not this alert, now or ever.</summary>
    public sealed record Rejected(string Reason) : ChannelAnswer;

    /// <summary>Not from us.</summary>
    public sealed record NotAuthorised(string Reason) : ChannelAnswer;
}
