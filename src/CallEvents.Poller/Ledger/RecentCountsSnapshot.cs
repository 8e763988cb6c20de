namespace CallEvents.Poller.Ledger;

/// <summary>Calls and events of the last hour by minute, and arrival delays of the last day by hour. Only those with any.</summary>
internal sealed record RecentCountsSnapshot(IReadOnlyList<MinuteCount> Minutes, IReadOnlyList<HourOfArrivals> Hours)
{
    public static readonly RecentCountsSnapshot Empty = new([], []);
}

/// <summary>What happened in one minute.</summary>
/// <param name="Minute">Whole minutes since 1970.</param>
/// <param name="Calls">Calls discovered.</param>
/// <param name="Events">Events published.</param>
internal sealed record MinuteCount(long Minute, int Calls, int Events);

/// <summary>The calls that arrived in one hour, backfill and replay excepted.</summary>
/// <param name="Hour">Whole hours since 1970.</param>
/// <param name="Delays">Their number for each of <see cref="RecentCounts.DelayBounds"/>, and of those above the last.</param>
/// <param name="Late">How many were late: created before the last walk of their slice, which did not show them.</param>
/// <param name="MaxLateness">At least how late the latest of them was.</param>
internal sealed record HourOfArrivals(long Hour, IReadOnlyList<int> Delays, int Late, TimeSpan MaxLateness);
