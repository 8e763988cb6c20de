using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Api;

/// <summary>
/// Rate limiter of one workspace's API requests: requests per second, concurrency, and pauses. All lanes share it in the order of their
/// priority, and each lane with waiting requests gets at least a tenth.
/// </summary>
internal sealed class ApiRateLimiter : IDisposable
{
    private const int MaxSkips = 9;
    private static readonly int Lanes = Enum.GetValues<Lane>().Length;

    private readonly Lock sync = new();
    private readonly Queue<TaskCompletionSource>[] waiting = [.. Enumerable.Range(0, Lanes).Select(_ => new Queue<TaskCompletionSource>())];
    private readonly int[] skipped = new int[Lanes];
    private readonly RequestRate rate;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly double perSecond;
    private readonly double burst;
    private double tokens;
    private long refilledAt;
    private int availableConcurrency;
    private long pausedUntil = long.MinValue;

    public ApiRateLimiter(double requestsPerSecond, int maxConcurrency, TimeProvider time)
    {
        this.time = time;
        rate = new RequestRate(time);
        perSecond = requestsPerSecond;
        // Timers are no finer than milliseconds, so a tenth of a second's worth may be sent together: a one-second window can exceed the
        // rate by that much.
        burst = Math.Max(1, requestsPerSecond / 10);
        tokens = burst;
        availableConcurrency = maxConcurrency;
        refilledAt = time.GetTimestamp();
        timer = time.CreateTimer(_ => Dispatch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The requests of the last minute as a part of those that the limit allows, from 0 to about 1.</summary>
    public double Utilization
    {
        get
        {
            lock (sync)
                return rate.PerSecond / perSecond;
        }
    }

    /// <summary>Waits for a permit, in the order of the lanes. Dispose it when the request has ended.</summary>
    public async Task<Permit> AcquireAsync(Lane lane, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sync)
            waiting[(int)lane].Enqueue(waiter);

        using var suspension = Heartbeat.Suspend();
        await using var registration = cancellationToken.UnsafeRegister(_ => waiter.TrySetCanceled(cancellationToken), null);
        Dispatch();
        await waiter.Task;
        return new Permit(this);
    }

    /// <summary>Grants no permit for that time. A longer pause that was set before stays.</summary>
    public void Pause(TimeSpan delay)
    {
        lock (sync)
            pausedUntil = Math.Max(pausedUntil, time.GetTimestamp() + (long)(Math.Max(0, delay.TotalSeconds) * time.TimestampFrequency));
    }

    public void Dispose() => timer.Dispose();

    private void Release()
    {
        lock (sync)
            availableConcurrency++;
        Dispatch();
    }

    private void Dispatch()
    {
        lock (sync)
        {
            Refill();
            while (availableConcurrency > 0 && NextLane() is { } lane)
            {
                if (NextDelay() is { Ticks: > 0 } delay)
                {
                    timer.Change(delay, Timeout.InfiniteTimeSpan);
                    return;
                }

                // Skip cancelled waiters.
                if (!waiting[lane].Dequeue().TrySetResult())
                    continue;
                tokens--;
                rate.Record();
                availableConcurrency--;
                TrackSkips(lane);
            }
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + time.GetElapsedTime(refilledAt, now).TotalSeconds * perSecond);
        refilledAt = now;
    }

    private TimeSpan NextDelay()
    {
        var now = time.GetTimestamp();
        var pause = pausedUntil > now ? (pausedUntil - now) / (double)time.TimestampFrequency : 0;
        var refill = tokens >= 1 ? 0 : (1 - tokens) / perSecond;
        var delay = Math.Max(pause, refill);

        // Rounded up to the timer's resolution, else it would fire early and spin. A timer takes at most about 49 days.
        return delay <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(delay * 1000), 1, int.MaxValue));
    }

    private int? NextLane()
    {
        int? first = null;
        for (var lane = 0; lane < Lanes; lane++)
        {
            while (waiting[lane].TryPeek(out var waiter) && waiter.Task.IsCompleted)
                waiting[lane].Dequeue();
            if (waiting[lane].Count == 0)
                continue;
            if (skipped[lane] >= MaxSkips)
                return lane;
            first ??= lane;
        }

        return first;
    }

    private void TrackSkips(int served)
    {
        for (var lane = 0; lane < Lanes; lane++)
            skipped[lane] = lane == served || waiting[lane].Count == 0 ? 0 : skipped[lane] + 1;
    }

    /// <summary>A request under way.</summary>
    public readonly struct Permit(ApiRateLimiter limiter) : IDisposable
    {
        public void Dispose() => limiter.Release();
    }
}
