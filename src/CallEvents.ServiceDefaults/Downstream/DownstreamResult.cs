namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>How far a try to talk to the other side has come.</summary>
public abstract record DownstreamResult
{
    private DownstreamResult()
    {
    }

    /// <summary>It answered; what it answered is between it and the consumer.</summary>
    public static DownstreamResult Completed { get; } = new CompletedResult();

    /// <summary>Done without asking it, so nothing is known of it: a repeat of what was done before.</summary>
    public static DownstreamResult Skipped { get; } = new SkippedResult();

    /// <summary>It is there, but not for us now (5xx, 429, time-out): the same again later.</summary>
    /// <param name="reason">For the log and the health check: no personal data, no secret.</param>
    /// <param name="delay">The pause it asked for, if it asked.</param>
    public static DownstreamResult Unavailable(string reason, TimeSpan? delay = null) => new FailedResult(reason, delay, IsAuthorized: true);

    /// <summary>It does not accept who we are (401, 403): an operator has to do something.</summary>
    /// <param name="reason">For the log and the health check: names the setting to look at, never its value.</param>
    public static DownstreamResult Unauthorized(string reason) => new FailedResult(reason, null, IsAuthorized: false);

    internal sealed record CompletedResult : DownstreamResult;

    internal sealed record SkippedResult : DownstreamResult;

    internal sealed record FailedResult(string Reason, TimeSpan? Delay, bool IsAuthorized) : DownstreamResult;
}
