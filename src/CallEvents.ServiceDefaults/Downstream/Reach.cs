namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>How far a try to talk to the other side has come.</summary>
public abstract record Reach
{
    private Reach()
    {
    }

    /// <summary>It answered; what it answered is between it and the consumer.</summary>
    public static Reach Answered { get; } = new Answer();

    /// <summary>Done without asking it, so nothing is known of it: a repeat of what was done before.</summary>
    public static Reach NotNeeded { get; } = new Unasked();

    /// <summary>It is there, but not for us now (5xx, 429, time-out): the same again later.</summary>
    /// <param name="reason">For the log and the health check: no personal data, no secret.</param>
    /// <param name="delay">The pause it asked for, if it asked.</param>
    public static Reach Away(string reason, TimeSpan? delay = null) => new Nothing(reason, delay, LetIn: true);

    /// <summary>It does not accept who we are (401, 403): an operator has to do something.</summary>
    /// <param name="reason">For the log and the health check: names the setting to look at, never its value.</param>
    public static Reach NotLetIn(string reason) => new Nothing(reason, null, LetIn: false);

    internal sealed record Answer : Reach;

    internal sealed record Unasked : Reach;

    internal sealed record Nothing(string Reason, TimeSpan? Delay, bool LetIn) : Reach;
}
