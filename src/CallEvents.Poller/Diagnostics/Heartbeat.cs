namespace CallEvents.Poller.Diagnostics;

/// <summary>The heartbeat of the poller's loops, independent of API and broker.</summary>
internal sealed class Heartbeat(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long lastBeat = time.GetTimestamp();

    /// <summary>Time since the last beat of any loop.</summary>
    public TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref lastBeat));

    public void Beat() => Interlocked.Exchange(ref lastBeat, time.GetTimestamp());

    /// <summary>Beats while it awaits what may take hours, such as the end of a <c>Retry-After</c>.</summary>
    public async Task<T> BeatUntilAsync<T>(Task<T> task)
    {
        Beat();
        while (!task.IsCompleted)
        {
            await ((Task)task)
                .WaitAsync(Interval, time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Beat();
        }

        return await task;
    }
}
