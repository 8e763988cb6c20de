namespace CallEvents.Poller.Calls;

/// <summary>
/// A closed interval of <c>created_at</c>, from whole second to whole second, both ends inclusive. Adjacent slices share their border, so
/// that no call between two seconds is missed.
/// </summary>
internal readonly record struct Slice
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

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
    public static IEnumerable<Slice> Cut(DateTimeOffset from, DateTimeOffset to, TimeSpan longest) => Cut(from, to, from, longest);

    /// <summary>
    /// The same for an interval that has been walked before up to a time: the known part is cut into days at least, however short the
    /// longest slice, and its end goes together with the first new slice.
    /// </summary>
    public static IEnumerable<Slice> Cut(DateTimeOffset from, DateTimeOffset to, DateTimeOffset walkedTo, TimeSpan longest)
    {
        var step = TimeSpan.FromSeconds(Math.Max(1, Math.Floor(longest.TotalSeconds)));
        var again = step > Day ? step : Day;
        var end = Ceiling(to);
        for (var start = Floor(from); start < end; )
        {
            var next =
                start >= walkedTo ? start + step
                : start + again < walkedTo ? start + again
                : Floor(walkedTo) + step;
            next = next < end ? next : end;
            yield return new Slice(start, next);
            start = next;
        }
    }

    public (Slice Older, Slice Newer) Halve()
    {
        var middle = Floor(From + Length / 2);
        return (new Slice(From, middle), new Slice(middle, To));
    }

    /// <summary>Cuts at a whole second; in the middle, when that is not within the slice.</summary>
    public (Slice Older, Slice Newer) CutAt(DateTimeOffset second) =>
        second > From && second < To ? (new Slice(From, second), new Slice(second, To)) : Halve();

    /// <summary>Whether the two overlap or share a border.</summary>
    public bool Touches(Slice other) => From <= other.To && other.From <= To;

    /// <summary>From the first instant of both to the last.</summary>
    public Slice Union(Slice other) => new(From < other.From ? From : other.From, To > other.To ? To : other.To);

    public static DateTimeOffset Floor(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time.AddTicks(TimeSpan.TicksPerSecond - 1));

    public override string ToString() => $"[{From:yyyy-MM-ddTHH:mm:ssZ}, {To:yyyy-MM-ddTHH:mm:ssZ}]";
}
