using CallEvents.Alerting.Setup;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>Runs a sender for each channel.</summary>
internal sealed partial class SendingService(
    ChannelSet channels,
    ChannelSenders senders,
    IOptions<AlertingOptions> options,
    TimeProvider time,
    ILogger<SendingService> logger
) : BackgroundService
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(2);

    /// <summary>In a dry run nothing is sent, not even what was raised before it: that waits.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.DryRun ? Task.CompletedTask : Task.WhenAll(channels.All.Select(channel => RunAsync(channel, stoppingToken)));

    private async Task RunAsync(ConfiguredChannel channel, CancellationToken stopping)
    {
        await Task.Yield();
        var sender = senders.Create(channel);
        while (true)
        {
            try
            {
                await sender.RunAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The database: each sender would wait for it in its own way.
                Log.SenderFailed(logger, channel.Name, UnavailabilityError.Describe(exception) ?? exception.GetType().Name);
            }

            await Task.Delay(RestartPause, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4107, Level = LogLevel.Warning, Message = "Sending by channel {Channel} failed ({Reason}) and goes on")]
        public static partial void SenderFailed(ILogger logger, string channel, string reason);
    }
}
