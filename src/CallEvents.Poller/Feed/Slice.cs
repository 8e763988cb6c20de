namespace CallEvents.Poller.Feed;

/// <summary>
/// A closed interval of <c>created_at</c>, from whole second to whole second, both ends inclusive. Neighbours share their
/// border, so that no call between two seconds falls through.
/// </summary>
internal readonly record struct Slice
{
    public Slice(DateTimeOffset from, DateTimeOffset to)
    {
        From = Floor(from);
        To = Ceiling(to);
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    public TimeSpan Length => To - From;

    public bool CanBeHalved => Length > TimeSpan.FromSeconds(1);

    /// <summary>The slices of at most this length that cover the interval, oldest first.</summary>
    public static IEnumerable<Slice> Cut(DateTimeOffset from, DateTimeOffset to, TimeSpan longest)
    {
        var step = TimeSpan.FromSeconds(Math.Max(1, Math.Floor(longest.TotalSeconds)));
        var end = Ceiling(to);
        for (var start = Floor(from); start < end; start += step)
            yield return new Slice(start, start + step < end ? start + step : end);
    }

    public (Slice Older, Slice Newer) Halves()
    {
        var middle = Floor(From + Length / 2);
        return (new Slice(From, middle), new Slice(middle, To));
    }

    public static DateTimeOffset Floor(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time.AddTicks(TimeSpan.TicksPerSecond - 1));

    public override string ToString() => $"[{From:yyyy-MM-ddTHH:mm:ssZ}, {To:yyyy-MM-ddTHH:mm:ssZ}]";
}
