namespace CallEvents.Poller.Ledger;

/// <summary>
/// Divides a batch among lanes in the order of their priority, and keeps a tenth for each. The rate limiter keeps one for each lane that
/// waits for it, and a lane whose work never gets there would not wait.
/// </summary>
internal static class LaneShares
{
    /// <param name="lanes">The work of each lane, as much as the batch could take.</param>
    /// <param name="number">The size of the batch.</param>
    public static List<T> Take<T>(IReadOnlyList<List<T>> lanes, int number)
    {
        var share = Math.Max(1, number / 10);
        List<T> taken = [];
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var left = number - taken.Count;
            var kept = lanes.Skip(lane + 1).Sum(lower => Math.Min(lower.Count, share));
            taken.AddRange(lanes[lane].Take(left - Math.Min(kept, left / 2)));
        }

        return taken;
    }
}
