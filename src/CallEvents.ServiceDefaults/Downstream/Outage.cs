namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The other side is away: since when, why, and when it is tried next.</summary>
/// <param name="Since">When the first try failed.</param>
/// <param name="Reason">What the last try was answered with.</param>
/// <param name="IsAuthorized">False when it does not accept who we are.</param>
/// <param name="Failures">Tries in a row that failed, at least one.</param>
/// <param name="NextProbe">Not before.</param>
public sealed record Outage(DateTimeOffset Since, string Reason, bool IsAuthorized, int Failures, DateTimeOffset NextProbe)
{
    // A clock can count no further than 49 days, and nobody means it who asks for more than one.
    private static readonly TimeSpan MaxRequestedDelay = TimeSpan.FromDays(1);

    /// <summary>The outage after one more try has failed; the first one where there was none.</summary>
    internal static Outage After(Outage? before, DownstreamResult.FailedResult answer, DateTimeOffset now, DownstreamOptions options)
    {
        var failures = (before?.Failures ?? 0) + 1;
        var doubled = options.BreakDuration * Math.Pow(2, Math.Min(failures - 1, 20));
        var pause = doubled < options.MaxBreakDuration ? doubled : options.MaxBreakDuration;
        if (answer.Delay > pause) pause = answer.Delay < MaxRequestedDelay ? answer.Delay.Value : MaxRequestedDelay;
        return new Outage(before?.Since ?? now, answer.Reason, answer.IsAuthorized, failures, now + pause);
    }
}
