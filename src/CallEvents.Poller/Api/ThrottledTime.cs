namespace CallEvents.Poller.Api;

/// <summary>Adds up the time for which the API has asked for no request, as that time passes. Pauses that overlap count once.</summary>
internal sealed class ThrottledTime(TimeProvider time)
{
    private readonly Lock sync = new();
    private TimeSpan requested;
    private long until = long.MinValue;

    /// <summary>The time that has passed so far; never falls.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (sync)
                return requested - Remaining();
        }
    }

    /// <param name="delay">For how long from now the API asks for no request.</param>
    public void Add(TimeSpan delay)
    {
        lock (sync)
        {
            if (delay - Remaining() is not { Ticks: > 0 } extension)
                return;
            requested += extension;
            until = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
        }
    }

    private TimeSpan Remaining()
    {
        var now = time.GetTimestamp();
        return until > now ? time.GetElapsedTime(now, until) : TimeSpan.Zero;
    }
}
