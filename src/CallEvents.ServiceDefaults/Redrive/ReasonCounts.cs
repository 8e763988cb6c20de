namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Counts messages by reason, of a bounded number of reasons.</summary>
internal sealed class ReasonCounts
{
    private const int MaxReasons = 50;
    private const string Others = "other reasons";

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    public void Add(string reason)
    {
        var counted = counts.ContainsKey(reason) || counts.Count < MaxReasons ? reason : Others;
        counts[counted] = counts.GetValueOrDefault(counted) + 1;
    }

    /// <summary>The reasons, the most frequent first.</summary>
    public IReadOnlyList<ReasonCount> ToList() =>
        [
            .. counts
                .OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => new ReasonCount(one.Key, one.Value)),
        ];
}

/// <summary>How many messages have a reason.</summary>
internal sealed record ReasonCount(string Reason, long Messages);
