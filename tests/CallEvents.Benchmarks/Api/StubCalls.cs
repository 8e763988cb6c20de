using System.Globalization;

namespace CallEvents.Benchmarks.Api;

/// <summary>The calls of one trial, oldest first: the initial ones, and those that arrive during the trial.</summary>
internal sealed class StubCalls(int initialCalls, DateTimeOffset from, DateTimeOffset to)
{
    private const string Prefix = "call_01HX";

    private readonly Lock callsLock = new();
    private readonly List<DateTimeOffset> created =
    [
        .. Enumerable.Range(0, initialCalls).Select(call => TruncateToSecond(from + ((to - from) / initialCalls * call))),
    ];

    /// <summary>The monotonic time of the first response that exposed each arrival.</summary>
    private readonly Dictionary<int, long> exposed = [];

    public static string Id(int call) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{call:D13}");

    public DateTimeOffset? CreatedAt(string id)
    {
        if (
            !id.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(id.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var call)
        )
            return null;
        lock (callsLock)
            return call < created.Count ? created[call] : null;
    }

    public static int Number(string id) => int.Parse(id.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    public void Arrive(DateTimeOffset now)
    {
        lock (callsLock)
            created.Add(TruncateToSecond(now));
    }

    /// <summary>Returns the newest calls of the interval that are older than the cursor, and whether there are more.</summary>
    public (List<(int Call, DateTimeOffset CreatedAt)> Page, bool HasMore) Page(
        DateTimeOffset from,
        DateTimeOffset to,
        int? before,
        int limit
    )
    {
        lock (callsLock)
        {
            var first = IndexOfFirstFrom(from);
            var end = Math.Min(IndexOfFirstFrom(to + TimeSpan.FromTicks(1)), before ?? int.MaxValue);
            List<(int, DateTimeOffset)> page = [];
            for (var call = end - 1; call >= first && page.Count < limit; call--)
                page.Add((call, created[call]));
            return (page, end - page.Count > first);
        }
    }

    public void RecordExposure(IEnumerable<int> calls, long at)
    {
        lock (callsLock)
        {
            foreach (var call in calls.Where(call => call >= initialCalls))
                exposed.TryAdd(call, at);
        }
    }

    public Dictionary<string, long> Exposed()
    {
        lock (callsLock)
            return exposed.ToDictionary(call => Id(call.Key), call => call.Value);
    }

    private int IndexOfFirstFrom(DateTimeOffset time)
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

    private static DateTimeOffset TruncateToSecond(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
