using System.Globalization;

namespace CallEvents.Benchmarks.Api;

/// <summary>The calls of one heat, oldest first: so many before its start, and those that arrive.</summary>
internal sealed class StubCalls(int before, DateTimeOffset from, DateTimeOffset to)
{
    private const string Prefix = "call_01HX";

    private readonly Lock gate = new();
    private readonly List<DateTimeOffset> created =
        [.. Enumerable.Range(0, before).Select(call => Second(from + ((to - from) / before * call)))];

    /// <summary>When an answer showed each arrival for the first time.</summary>
    private readonly Dictionary<int, long> shown = [];

    public static string Id(int call) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{call:D13}");

    public DateTimeOffset? CreatedAt(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || !int.TryParse(id.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var call))
            return null;
        lock (gate)
            return call < created.Count ? created[call] : null;
    }

    public static int Number(string id) => int.Parse(id.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    public void Arrive(DateTimeOffset now)
    {
        lock (gate)
            created.Add(Second(now));
    }

    /// <summary>The newest calls of the interval below a cursor, and whether there are more.</summary>
    public (List<(int Call, DateTimeOffset CreatedAt)> Page, bool HasMore) Page(DateTimeOffset from, DateTimeOffset to, int? below, int limit)
    {
        lock (gate)
        {
            var first = FirstFrom(from);
            var end = Math.Min(FirstFrom(to + TimeSpan.FromTicks(1)), below ?? int.MaxValue);
            List<(int, DateTimeOffset)> page = [];
            for (var call = end - 1; call >= first && page.Count < limit; call--)
                page.Add((call, created[call]));
            return (page, end - page.Count > first);
        }
    }

    public void Show(IEnumerable<int> calls, long at)
    {
        lock (gate)
        {
            foreach (var call in calls.Where(call => call >= before))
                shown.TryAdd(call, at);
        }
    }

    public Dictionary<string, long> Shown()
    {
        lock (gate)
            return shown.ToDictionary(call => Id(call.Key), call => call.Value);
    }

    private int FirstFrom(DateTimeOffset time)
    {
        var (low, high) = (0, created.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (created[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static DateTimeOffset Second(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
