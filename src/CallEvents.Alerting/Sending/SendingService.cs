using CallEvents.Alerting.Setup;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>Runs a sender for each channel.</summary>
internal sealed partial class SendingService(
    ChannelSet channels,
    ChannelSenderFactory senders,
    IOptions<AlertingOptions> options,
    Random random,
    TimeProvider time,
    ILogger<SendingService> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstRestart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxRestart = TimeSpan.FromSeconds(15);

    /// <summary>In a dry run nothing is sent, not even what was raised before it: that waits.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.DryRun)
            Log.DryRun(logger);
        else
            await Task.WhenAll(channels.All.Select(channel => RunAsync(channel, stoppingToken)));
    }

    private async Task RunAsync(ConfiguredChannel channel, CancellationToken stopping)
    {
        await Task.Yield();

        // What fails is the database: each sender would wait for it in its own way.
        await new Supervisor(new ExponentialBackoff(FirstRestart, MaxRestart, random), time).RunAsync(
            senders.Create(channel).RunAsync,
            exception => Log.SenderFailed(logger, channel.Name, UnavailabilityError.Describe(exception) ?? exception.GetType().Name),
            stopping
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4107,
            Level = LogLevel.Warning,
            Message = "The sender of channel {Channel} failed ({Reason}); it is started again"
        )]
        public static partial void SenderFailed(ILogger logger, string channel, string reason);

        [LoggerMessage(
            EventId = 4112,
            Level = LogLevel.Warning,
            Message = "A dry run (Alerting:DryRun): alerts are found and counted, and none is sent"
        )]
        public static partial void DryRun(ILogger logger);
    }
}
