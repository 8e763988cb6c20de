namespace CallEvents.Local.WireTap;

/// <summary>Counts by second, for as long as a view may want to look back.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private const int Kept = 300;

    private readonly Lock gate = new();
    private readonly long[] counts = new long[Kept];
    private readonly long start = time.GetTimestamp();
    private long second;

    public void Beat()
    {
        lock (gate)
        {
            MoveOn();
            counts[second % Kept]++;
        }
    }

    /// <summary>The counts of the last <paramref name="seconds"/> that are over, oldest first.</summary>
    public IReadOnlyList<long> Last(int seconds)
    {
        lock (gate)
        {
            MoveOn();
            return [.. from back in Enumerable.Range(1, Math.Min(seconds, Kept - 1)).Reverse() select back > second ? 0 : counts[(second - back) % Kept]];
        }
    }

    private void MoveOn()
    {
        var now = (long)time.GetElapsedTime(start).TotalSeconds;
        for (second = Math.Max(second, now - Kept); second < now;)
            counts[++second % Kept] = 0;
    }
}
