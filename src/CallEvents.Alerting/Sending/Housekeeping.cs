using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>Ends what waits for too long, erases what is no longer needed, and counts what waits.</summary>
internal sealed partial class Housekeeping(
    Outbox outbox,
    OutboxCleaner cleaner,
    Overdue overdue,
    AlertingMetrics metrics,
    IOptions<AlertingOptions> options,
    TimeProvider time,
    ILogger<Housekeeping> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await RunSafelyAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var settings = options.Value;
        await overdue.EndAsync(cancellationToken);
        await cleaner.EraseAsync(now, settings.KeepContent, settings.Remember, cancellationToken);
        metrics.SetBacklog(await outbox.ReadBacklogAsync(cancellationToken));
    }

    private async Task RunSafelyAsync(CancellationToken stopping)
    {
        try
        {
            await RunAsync(stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.HousekeepingFailed(logger, UnavailabilityError.Describe(exception) ?? exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4109, Level = LogLevel.Warning, Message = "Housekeeping of the outbox failed ({Reason}); it is repeated")]
        public static partial void HousekeepingFailed(ILogger logger, string reason);
    }
}
