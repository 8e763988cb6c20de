namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The other side is away: since when, why, and when it is tried next.</summary>
/// <param name="Since">When the first try failed.</param>
/// <param name="Reason">What the last try was answered with.</param>
/// <param name="LetIn">False when it does not accept who we are.</param>
/// <param name="Failures">Tries in a row that failed, at least one.</param>
/// <param name="NextTry">Not before.</param>
public sealed record Outage(DateTimeOffset Since, string Reason, bool LetIn, int Failures, DateTimeOffset NextTry)
{
    // A clock can count no further than 49 days, and nobody means it who asks for more than one.
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromDays(1);

    /// <summary>The outage after one more try has failed; the first one where there was none.</summary>
    internal static Outage After(Outage? before, Reach.Nothing answer, DateTimeOffset now, OtherSideOptions options)
    {
        var failures = (before?.Failures ?? 0) + 1;
        var doubled = options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 20));
        var pause = doubled < options.LongestPause ? doubled : options.LongestPause;
        if (answer.Delay > pause) pause = answer.Delay < LongestAskedFor ? answer.Delay.Value : LongestAskedFor;
        return new Outage(before?.Since ?? now, answer.Reason, answer.LetIn, failures, now + pause);
    }
}
