using System.Globalization;
using System.Net.Http.Headers;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Limits the rate of requests: by our own budget, and by what the answers' headers say of HubSpot's.</summary>
internal sealed class HubSpotLimiter : IDisposable
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);

    private readonly RequestBudget budget;
    private readonly CrmRequestMetrics metrics;
    private readonly TimeProvider time;
    private readonly Lock sync = new();
    private long pausedUntil = long.MinValue;
    private long dailyRemaining = -1;

    public HubSpotLimiter(IOptions<CrmOptions> options, CrmRequestMetrics metrics, TimeProvider time)
    {
        this.metrics = metrics;
        this.time = time;
        budget = RequestBudget.Bursts(options.Value.RequestsPerSecond);
    }

    /// <summary>What HubSpot's last answer said is left of the day's limit; null before one did.</summary>
    public long? DailyRemaining => Interlocked.Read(ref dailyRemaining) is >= 0 and var left ? left : null;

    /// <summary>Waits until a request may leave.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await budget.AcquireAsync(cancellationToken);
        while (PauseLeft() is { Ticks: > 0 } pause)
            await Task.Delay(pause, time, cancellationToken);
    }

    /// <summary>Reads the rate-limit headers of an answer.</summary>
    public void Observe(HttpResponseHeaders headers)
    {
        if (Read(headers, "X-HubSpot-RateLimit-Daily-Remaining") is { } left)
        {
            Interlocked.Exchange(ref dailyRemaining, left);
            metrics.LimitRemaining(HubSpotCrm.AdapterName, "day", left);
        }

        if (
            Read(headers, "X-HubSpot-RateLimit-Max") is { } most
            && Read(headers, "X-HubSpot-RateLimit-Remaining") is { } remaining
            && remaining * 10 < most
        )
        {
            var interval = Read(headers, "X-HubSpot-RateLimit-Interval-Milliseconds") is { } milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : DefaultInterval;
            Pause(interval < LongestInterval ? interval : LongestInterval);
        }
    }

    public void Dispose() => budget.Dispose();

    private void Pause(TimeSpan pause)
    {
        lock (sync)
            pausedUntil = Math.Max(pausedUntil, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency));
    }

    private TimeSpan PauseLeft()
    {
        lock (sync)
        {
            var now = time.GetTimestamp();
            // Rounded up to a timer's resolution, else the wait would end early and spin.
            return pausedUntil <= now
                ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(now, pausedUntil).TotalMilliseconds));
        }
    }

    private static long? Read(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= int.MaxValue
            ? number
            : null;
}
