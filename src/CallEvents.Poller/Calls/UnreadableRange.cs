namespace CallEvents.Poller.Calls;

/// <summary>A part of a slice that could not be read while the API answered for others.</summary>
/// <param name="Slice">The part.</param>
/// <param name="Error">Why; without personal data.</param>
internal sealed record UnreadableRange(Slice Slice, string Error)
{
    /// <summary>The same ranges, with adjacent and overlapping ones as one.</summary>
    public static IReadOnlyList<UnreadableRange> Merge(IEnumerable<UnreadableRange> ranges)
    {
        List<UnreadableRange> merged = [];
        foreach (var range in ranges.OrderBy(range => range.Slice.From))
        {
            if (merged.Count > 0 && merged[^1].Slice.Touches(range.Slice))
                merged[^1] = merged[^1] with { Slice = merged[^1].Slice.Union(range.Slice) };
            else
                merged.Add(range);
        }

        return merged;
    }
}
