namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The outcome of one attempt to call a downstream system.</summary>
public abstract record DownstreamResult
{
    private DownstreamResult() { }

    /// <summary>The downstream answered; what it answered is between it and the consumer.</summary>
    public static DownstreamResult Completed { get; } = new CompletedResult();

    /// <summary>Done without calling the downstream, so nothing is known of its state: the message was a repeat.</summary>
    public static DownstreamResult Skipped { get; } = new SkippedResult();

    /// <summary>The downstream cannot take it now (5xx, 429, time-out): the same again later.</summary>
    /// <param name="reason">For the log and the health check: no personal data, no secret.</param>
    /// <param name="delay">The pause that it asked for, if any.</param>
    public static DownstreamResult Unavailable(string reason, TimeSpan? delay = null) =>
        new FailedResult(reason, delay, IsAuthorized: true);

    /// <summary>The downstream rejects our credentials (401, 403): an operator has to act.</summary>
    /// <param name="reason">For the log and the health check: names the setting to look at, never its value.</param>
    public static DownstreamResult Unauthorized(string reason) => new FailedResult(reason, null, IsAuthorized: false);

    internal sealed record CompletedResult : DownstreamResult;

    internal sealed record SkippedResult : DownstreamResult;

    internal sealed record FailedResult(string Reason, TimeSpan? Delay, bool IsAuthorized) : DownstreamResult;
}
