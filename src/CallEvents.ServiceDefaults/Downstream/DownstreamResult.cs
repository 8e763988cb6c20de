namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The outcome of one attempt to call a downstream system.</summary>
/// <remarks>Reasons are for logs, the health check and message headers: they contain no personal data and no secret.</remarks>
public abstract record DownstreamResult
{
    private DownstreamResult() { }

    /// <summary>The downstream has accepted it.</summary>
    public static DownstreamResult Completed { get; } = new CompletedResult();

    /// <summary>Done without calling the downstream, so nothing is known of its state: the message was a repeat.</summary>
    public static DownstreamResult Skipped { get; } = new SkippedResult();

    /// <summary>It was not sent, since a request before it failed: the same again as soon as the circuit allows it.</summary>
    public static DownstreamResult NotTried { get; } = new NotTriedResult();

    /// <summary>The downstream cannot take it now (5xx, 429, time-out): the same again later.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="delay">The pause that it asked for, if any.</param>
    /// <param name="isSuspect">
    /// Whether the message itself may be what the downstream fails on: 5xx or a time-out, but no 429 and no refused connection.
    /// </param>
    public static DownstreamResult Unavailable(string reason, TimeSpan? delay = null, bool isSuspect = false) =>
        new FailedResult(reason, delay, OutageKind.Unavailable, isSuspect);

    /// <summary>The downstream rejects our credentials (401, 403): an operator has to act.</summary>
    /// <param name="reason">Names the setting to look at, never its value.</param>
    /// <param name="delay">The pause until the next try, if longer than usual.</param>
    public static DownstreamResult Unauthorized(string reason, TimeSpan? delay = null) =>
        new FailedResult(reason, delay, OutageKind.Unauthorized);

    /// <summary>The downstream lacks what preparation would create, or has changed it: an operator has to act.</summary>
    /// <param name="reason">What is wrong, and what to do.</param>
    public static DownstreamResult NotPrepared(string reason) => new FailedResult(reason, null, OutageKind.NotPrepared);

    /// <summary>This message later, with growing pauses, and the others now: a locked record.</summary>
    /// <param name="reason">What is busy.</param>
    /// <param name="maxTries">How many such results end as a rejection; null: without end.</param>
    /// <param name="isOwn">Whether the downstream was not asked: it says nothing of its state.</param>
    public static DownstreamResult Busy(string reason, int? maxTries = null, bool isOwn = false) => new BusyResult(reason, maxTries, isOwn);

    /// <summary>The downstream refuses this message, and a retry will not change that.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="code">The vendor's code or the status, for a metric.</param>
    public static DownstreamResult Rejected(string reason, string code) => new RejectedResult(reason, code);

    /// <summary>The message is refused: it goes to <c>_error</c>.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Code">The vendor's code or the status, for a metric.</param>
    public sealed record RejectedResult(string Reason, string Code) : DownstreamResult;

    internal sealed record CompletedResult : DownstreamResult;

    internal sealed record SkippedResult : DownstreamResult;

    internal sealed record NotTriedResult : DownstreamResult;

    internal sealed record BusyResult(string Reason, int? MaxTries, bool IsOwn) : DownstreamResult;

    /// <param name="Reason">What failed.</param>
    /// <param name="Delay">The pause that was asked for.</param>
    /// <param name="Kind">What kind of outage it is.</param>
    /// <param name="IsSuspect">Whether the message itself may be the cause.</param>
    /// <param name="IsOwn">Whether the service's own database failed, and not the downstream, whose probe would show nothing.</param>
    internal sealed record FailedResult(string Reason, TimeSpan? Delay, OutageKind Kind, bool IsSuspect = false, bool IsOwn = false)
        : DownstreamResult;
}
