using CallEvents.Alerting.State;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>Ends what waits for too long: its channel's fallback takes it, or it is given up.</summary>
internal sealed partial class Overdue(
    OutboxCleaner cleaner,
    Fallback fallback,
    Rejections rejections,
    IOptions<AlertingOptions> options,
    TimeProvider time,
    ILogger<Overdue> logger
)
{
    /// <summary>What became overdue while the service was stopped is tried first.</summary>
    private static readonly TimeSpan FirstGiveUp = TimeSpan.FromMinutes(15);

    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await fallback.MoveOverdueAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (now - startedAt < FirstGiveUp)
            return;

        var given = await cleaner.GiveUpAsync(now.ToUnixTimeMilliseconds(), options.Value.GiveUpAfter, cancellationToken);
        foreach (var alert in given)
        {
            if (alert.IsDigest)
                Log.DigestGivenUp(logger, alert.Channel, alert.Reason);
            else
                Log.GivenUp(logger, alert.Channel, alert.RuleId, alert.CallId, alert.Reason);
            await rejections.RecordAsync(alert, alert.Reason, "not_sent_in_time");
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

        [LoggerMessage(
            EventId = 4111,
            Level = LogLevel.Error,
            Message = "Channel {Channel} did not take a digest: {Reason}; `alerts retry` sends it again"
        )]
        public static partial void DigestGivenUp(ILogger logger, string channel, string reason);
    }
}
