namespace CallEvents.Poller.Calls;

/// <summary>What cannot be read now: gaps, parked calls and items.</summary>
internal static class RetryIntervals
{
    /// <summary>When it is tried again.</summary>
    public static readonly TimeSpan Parked = TimeSpan.FromHours(1);
}
