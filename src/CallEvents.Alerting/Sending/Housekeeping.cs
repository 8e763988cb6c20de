using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>
/// Gives up what could not be sent, moves what the fallback takes, erases what is no longer needed, and counts what waits.
/// </summary>
internal sealed partial class Housekeeping(
    Outbox outbox,
    OutboxCleaner cleaner,
    Fallback fallback,
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
        foreach (var given in await cleaner.GiveUpAsync(now, settings.GiveUpAfter, cancellationToken))
        {
            metrics.Rejected(given.Channel, "not_sent_in_time");
            Log.GivenUp(logger, given.Channel, given.RuleId, given.CallId, given.Reason);
        }

        await cleaner.EraseAsync(now, settings.KeepContent, settings.Remember, cancellationToken);
        metrics.SetBacklog(await outbox.ReadBacklogAsync(cancellationToken));
        await fallback.MoveOverdueAsync(cancellationToken);
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
        [LoggerMessage(
            EventId = 4108,
            Level = LogLevel.Error,
            Message = "Channel {Channel} did not take alert {RuleId} of call {CallId}: {Reason}; `alerts retry` sends it again"
        )]
        public static partial void GivenUp(ILogger logger, string channel, string ruleId, string callId, string reason);

        [LoggerMessage(EventId = 4109, Level = LogLevel.Warning, Message = "Housekeeping of the outbox failed ({Reason}) and is repeated")]
        public static partial void HousekeepingFailed(ILogger logger, string reason);
    }
}
