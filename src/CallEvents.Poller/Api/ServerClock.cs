namespace CallEvents.Poller.Api;

/// <summary>
/// The local clock, corrected by the last known offset to the API's <c>Date</c> header. Calls are dated by the API's clock, and a slice
/// whose end is taken from a fast clock would be closed before all its calls exist.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    /// <summary>The header has whole seconds and the response took some time: a smaller difference is noise.</summary>
    public static readonly TimeSpan HeaderResolution = TimeSpan.FromSeconds(2);

    // A clock that jumps this far is rarer than a stray Date header from a cache or a broken node: two in a row must agree.
    private static readonly TimeSpan SuspiciousSkew = TimeSpan.FromHours(1);

    private readonly Lock sync = new();
    private TimeSpan? lastReported;
    private long offsetTicks;

    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public TimeSpan Offset => new(Interlocked.Read(ref offsetTicks));

    /// <summary>A point of the monotonic clock, for <see cref="GetElapsedTime"/>.</summary>
    public long GetTimestamp() => time.GetTimestamp();

    public TimeSpan GetElapsedTime(long timestamp) => time.GetElapsedTime(timestamp);

    public void Synchronize(DateTimeOffset date)
    {
        // The offset is kept while it is about right: a clock that moves with every response would put responses in the wrong order.
        var offset = date - time.GetUtcNow();
        lock (sync)
        {
            var change = (offset - Offset).Duration();
            var isConfirmed = lastReported is null || (offset - lastReported.Value).Duration() < HeaderResolution;
            if (change >= HeaderResolution && (change < SuspiciousSkew || isConfirmed))
                Interlocked.Exchange(ref offsetTicks, offset.Ticks);
            lastReported = offset;
        }
    }
}
