namespace CallEvents.Poller.Calls;

/// <summary>When something that cannot be read now is tried again.</summary>
internal static class RetryIntervals
{
    /// <summary>For gaps, parked calls and parked items.</summary>
    public static readonly TimeSpan Parked = TimeSpan.FromHours(1);
}
