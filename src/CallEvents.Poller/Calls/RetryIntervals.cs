namespace CallEvents.Poller.Calls;

/// <summary>When something that cannot be read now is tried again: gaps, parked calls and parked items.</summary>
internal static class RetryIntervals
{
    /// <summary>The first delay of a parked call or item.</summary>
    public static readonly TimeSpan Parked = TimeSpan.FromHours(1);

    /// <summary>The first delay of a gap: parts of it can often be read.</summary>
    public static readonly TimeSpan FirstOfGap = TimeSpan.FromMinutes(1);

    /// <summary>No retry is planned further ahead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// The delay of the next retry: as long as it has been unreadable, so that it doubles. What becomes readable is read within twice the
    /// time that it was not, and what never does costs little.
    /// </summary>
    public static TimeSpan After(TimeSpan unreadable, TimeSpan first) =>
        unreadable < first ? first
        : unreadable > Longest ? Longest
        : unreadable;
}
