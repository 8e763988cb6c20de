namespace CallEvents.Alerting.Schedules;

/// <summary>Parses days of the week, such as <c>Mon-Fri</c>, <c>Sat,Sun</c> or <c>Mon-Wed,Fri</c>.</summary>
internal static class DaysOfWeek
{
    /// <summary>By the number that cron expressions give them: Sunday is 0.</summary>
    private static readonly string[] Names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static IReadOnlySet<DayOfWeek> All { get; } = Enum.GetValues<DayOfWeek>().ToHashSet();

    /// <summary>The days; null for a text that names none, or something else.</summary>
    public static IReadOnlySet<DayOfWeek>? Parse(string text)
    {
        var days = new HashSet<DayOfWeek>();
        foreach (var part in text.Split(','))
        {
            if (ParseRange(part) is not { } range)
                return null;
            days.UnionWith(range);
        }

        return days;
    }

    /// <summary>One day, or a range, which may pass the end of the week: <c>Fri-Mon</c>.</summary>
    private static IEnumerable<DayOfWeek>? ParseRange(string text)
    {
        // Written with the typographic dash, too.
        var ends = text.Replace('–', '-').Split('-');
        if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last)
            return null;
        return Enumerable.Range(first, (last - first + Names.Length) % Names.Length + 1).Select(day => (DayOfWeek)(day % Names.Length));
    }

    private static int? Number(string name)
    {
        var number = Array.FindIndex(Names, known => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        return number < 0 ? null : number;
    }
}
