namespace CallEvents.Poller.Commands.Auditing;

/// <summary>How many of the missing calls became visible how late after their creation.</summary>
/// <param name="After">The range, such as <c>up to 1 min</c>.</param>
/// <param name="Missing">The number of calls.</param>
internal sealed record Lateness(string After, int Missing)
{
    private static readonly (TimeSpan Longest, string Name)[] Ranges =
    [
        (TimeSpan.FromMinutes(1), "up to 1 min"),
        (TimeSpan.FromMinutes(10), "1 to 10 min"),
        (TimeSpan.FromHours(1), "10 min to 1 h"),
        (TimeSpan.FromDays(1), "1 h to 1 day"),
        (TimeSpan.MaxValue, "more than 1 day"),
    ];

    /// <summary>Null counts as unknown.</summary>
    public static IReadOnlyList<Lateness> Of(IReadOnlyList<TimeSpan?> delays)
    {
        var known = delays.OfType<TimeSpan>().ToLookup(delay => Ranges.First(range => delay <= range.Longest).Name);
        return
        [
            .. Ranges.Select(range => new Lateness(range.Name, known[range.Name].Count())),
            new Lateness("unknown", delays.Count(delay => delay is null)),
        ];
    }
}
