namespace CallEvents.Poller.Api;

/// <summary>
/// The local clock, corrected by the last known offset to the API's <c>Date</c> header. Calls are dated by the API's clock,
/// and a slice that ends by a clock that runs ahead would be closed over calls that are yet to come.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    // The header has whole seconds and the answer took its time: less than this is no offset but noise.
    public static readonly TimeSpan HeaderResolution = TimeSpan.FromSeconds(2);

    /// <summary>By less than this it may hop with every slow answer.</summary>
    public static readonly TimeSpan SkewTolerance = TimeSpan.FromMinutes(1);

    // A clock that jumps this far is rarer than a stray Date, from a cache or a broken node: it must be said twice in a row.
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

    public void Synchronize(DateTimeOffset date)
    {
        // Kept while it is about right: a clock that hops with every answer would put answers in the wrong order.
        var offset = date - time.GetUtcNow();
        lock (sync)
        {
            var change = (offset - Offset).Duration();
            if (change >= HeaderResolution && (change < SuspiciousSkew || lastReported is null || (offset - lastReported.Value).Duration() < HeaderResolution))
                Interlocked.Exchange(ref offsetTicks, offset.Ticks);
            lastReported = offset;
        }
    }
}
