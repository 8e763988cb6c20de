namespace CallEvents.Poller.Ledger;

/// <summary>
/// Counts a workspace's calls and events by minute and its arrival delays by hour, in constant memory. They are carried over to the next
/// holder by its <see cref="HolderReport"/>: counted from the tables, they would need an index that every commit pays for.
/// </summary>
internal sealed class RecentCounts(TimeProvider time)
{
    public const int Minutes = 60;
    public const int Hours = 24;

    private readonly Lock sync = new();
    private readonly SortedDictionary<long, MinuteCount> minutes = [];
    private readonly SortedDictionary<long, HourOfArrivals> hours = [];

    /// <summary>The upper bounds of the arrival delays that are counted together.</summary>
    public static IReadOnlyList<TimeSpan> DelayBounds { get; } =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
    ];

    public void Clear()
    {
        lock (sync)
        {
            minutes.Clear();
            hours.Clear();
        }
    }

    /// <summary>Adds what the workspace's last holder counted.</summary>
    public void Add(RecentCountsSnapshot earlier)
    {
        foreach (var minute in earlier.Minutes)
            Update(minute.Minute, known => known with { Calls = known.Calls + minute.Calls, Events = known.Events + minute.Events });
        foreach (var hour in earlier.Hours.Where(hour => hour.Delays.Count == DelayBounds.Count + 1))
        {
            UpdateHour(
                hour.Hour,
                known => new HourOfArrivals(
                    known.Hour,
                    [.. known.Delays.Zip(hour.Delays, (one, other) => one + other)],
                    known.Late + hour.Late,
                    known.MaxLateness > hour.MaxLateness ? known.MaxLateness : hour.MaxLateness
                )
            );
        }
    }

    public RecentCountsSnapshot Snapshot()
    {
        lock (sync)
            return new RecentCountsSnapshot([.. minutes.Values], [.. hours.Values]);
    }

    public void RecordCall() => Update(ThisMinute, minute => minute with { Calls = minute.Calls + 1 });

    public void RecordPublished(int events)
    {
        if (events > 0)
            Update(ThisMinute, minute => minute with { Events = minute.Events + events });
    }

    /// <summary>Records the delay from a call's creation to its discovery.</summary>
    public void RecordArrival(TimeSpan delay) =>
        UpdateHour(
            ThisHour,
            hour =>
            {
                var delays = hour.Delays.ToArray();
                var index = DelayBounds.TakeWhile(bound => delay > bound).Count();
                delays[index]++;
                return hour with { Delays = delays };
            }
        );

    public void RecordLate(TimeSpan lateness) =>
        UpdateHour(
            ThisHour,
            hour => hour with { Late = hour.Late + 1, MaxLateness = lateness > hour.MaxLateness ? lateness : hour.MaxLateness }
        );

    /// <summary>The minute that contains a time.</summary>
    public static long MinuteOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 60;

    /// <summary>The hour that contains a time.</summary>
    public static long HourOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 3600;

    private long ThisMinute => MinuteOf(time.GetUtcNow());

    private long ThisHour => HourOf(time.GetUtcNow());

    private void Update(long minute, Func<MinuteCount, MinuteCount> change)
    {
        lock (sync)
        {
            minutes[minute] = change(minutes.GetValueOrDefault(minute) ?? new MinuteCount(minute, 0, 0));
            Trim(minutes, Minutes);
        }
    }

    private void UpdateHour(long hour, Func<HourOfArrivals, HourOfArrivals> change)
    {
        lock (sync)
        {
            var known = hours.GetValueOrDefault(hour);
            hours[hour] = change(known ?? new HourOfArrivals(hour, new int[DelayBounds.Count + 1], 0, TimeSpan.Zero));
            Trim(hours, Hours);
        }
    }

    private static void Trim<T>(SortedDictionary<long, T> counts, int length)
    {
        while (counts.Count > length)
            counts.Remove(counts.Keys.First());
    }
}
