namespace CallEvents.Poller.Api;

/// <summary>Counts the requests of the last minute, second by second. Not thread-safe.</summary>
internal sealed class RequestRate(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly long[] counts = new long[Seconds];
    private long lastSecond = time.GetTimestamp() / time.TimestampFrequency;

    /// <summary>Requests per second, on average over the last minute.</summary>
    public double PerSecond
    {
        get
        {
            Advance();
            return counts.Sum() / (double)Seconds;
        }
    }

    public void Record()
    {
        Advance();
        counts[lastSecond % Seconds]++;
    }

    private void Advance()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        for (var expired = Math.Max(lastSecond + 1, second - Seconds + 1); expired <= second; expired++)
            counts[expired % Seconds] = 0;
        lastSecond = Math.Max(lastSecond, second);
    }
}
