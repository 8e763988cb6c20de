namespace CallEvents.Poller.Feed;

/// <summary>
/// How many requests, and how much time, may be spent on finding the readable parts of slices that cannot be read. The rest is a gap, whose
/// retries go on from there.
/// </summary>
internal sealed class RecoveryBudget(int requests, TimeSpan time, TimeProvider clock)
{
    private long? startedAt;
    private int left = requests;

    /// <summary>Whether the slices failed before: their failures say nothing about the API.</summary>
    public bool IsForSuspects { get; init; }

    /// <summary>Where the slice is cut first; null for its middle.</summary>
    public DateTimeOffset? FirstCut { get; init; }

    public bool IsSpent => left <= 0 || (startedAt is { } start && clock.GetElapsedTime(start) >= time);

    /// <summary>Counts a request. The time runs from the first one on.</summary>
    public void Spend()
    {
        startedAt ??= clock.GetTimestamp();
        left--;
    }
}
