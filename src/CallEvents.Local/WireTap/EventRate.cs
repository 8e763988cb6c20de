namespace CallEvents.Local.WireTap;

/// <summary>Counts events per second over the last five minutes.</summary>
internal sealed class EventRate(TimeProvider time)
{
    private const int HistorySeconds = 300;

    private readonly Lock sync = new();
    private readonly long[] counts = new long[HistorySeconds];
    private readonly long startedAt = time.GetTimestamp();
    private long currentSecond;

    public void Record()
    {
        lock (sync)
        {
            Advance();
            counts[currentSecond % HistorySeconds]++;
        }
    }

    /// <summary>Returns the counts of the last <paramref name="seconds"/> complete seconds, oldest first.</summary>
    public IReadOnlyList<long> GetCounts(int seconds)
    {
        lock (sync)
        {
            Advance();
            return [.. Enumerable.Range(1, Math.Min(seconds, HistorySeconds - 1)).Reverse().Select(CountAt)];
        }
    }

    private long CountAt(int secondsAgo) => secondsAgo > currentSecond ? 0 : counts[(currentSecond - secondsAgo) % HistorySeconds];

    private void Advance()
    {
        var now = (long)time.GetElapsedTime(startedAt).TotalSeconds;
        for (currentSecond = Math.Max(currentSecond, now - HistorySeconds); currentSecond < now; )
            counts[++currentSecond % HistorySeconds] = 0;
    }
}
