namespace CallEvents.Poller.Diagnostics;

/// <summary>Shows that the loops are alive, whatever the API and the broker do.</summary>
internal sealed class Heartbeat(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long lastBeat = time.GetTimestamp();

    public TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref lastBeat));

    public void Beat() => Interlocked.Exchange(ref lastBeat, time.GetTimestamp());

    /// <summary>Waits for what may rightly take hours, such as a <c>Retry-After</c>, without looking dead.</summary>
    public async Task<T> BeatUntilAsync<T>(Task<T> done)
    {
        Beat();
        while (!done.IsCompleted)
        {
            await ((Task)done).WaitAsync(Interval, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Beat();
        }

        return await done;
    }
}
