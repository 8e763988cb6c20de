using CallEvents.Poller.Ledger;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Maps the counts of the last hour and the last day. What is older was counted before a pause, and is left out.</summary>
internal static class RecentReports
{
    public static LastHourReport LastHour(RecentCountsSnapshot? recent, DateTimeOffset now)
    {
        var first = RecentCounts.MinuteOf(now) - RecentCounts.Minutes + 1;
        var minutes = (recent?.Minutes ?? []).ToDictionary(minute => minute.Minute);
        return new LastHourReport(
            DateTimeOffset.FromUnixTimeSeconds(first * 60),
            [.. Range().Select(minute => minutes.GetValueOrDefault(minute)?.Calls ?? 0)],
            [.. Range().Select(minute => minutes.GetValueOrDefault(minute)?.Events ?? 0)]
        );

        IEnumerable<long> Range() => Enumerable.Range(0, RecentCounts.Minutes).Select(offset => first + offset);
    }

    public static ArrivalsReport Arrivals(RecentCountsSnapshot? recent, DateTimeOffset now)
    {
        var first = RecentCounts.HourOf(now) - RecentCounts.Hours + 1;
        var hours = (recent?.Hours ?? [])
            .Where(hour => hour.Hour >= first && hour.Delays.Count == RecentCounts.DelayBounds.Count + 1)
            .ToList();
        var counts = Enumerable.Range(0, RecentCounts.DelayBounds.Count + 1).Select(index => hours.Sum(hour => (long)hour.Delays[index]));
        var late = hours.Sum(hour => (long)hour.Late);
        return new ArrivalsReport(
            Buckets.Of(RecentCounts.DelayBounds, counts),
            late,
            late > 0 ? hours.Max(hour => hour.MaxLateness).TotalSeconds : null
        );
    }
}
