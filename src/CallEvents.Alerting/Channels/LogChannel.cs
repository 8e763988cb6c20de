using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Channels;

/// <summary>Writes alerts to the service's log. It is always there.</summary>
internal sealed partial class LogChannel(ILogger<LogChannel> logger) : IAlertChannel
{
    public const string TypeName = "log";

    public Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        switch (notification)
        {
            case AlertNotification { Alert: var alert }:
                Log.Alert(logger, alert.RuleId, alert.Severity, alert.CallId, alert.Workspace);
                break;
            case DigestNotification { Digest: var digest }:
                Log.Digest(logger, digest.Reason, digest.All.Count);
                foreach (var alert in digest.All)
                    Log.Alert(logger, alert.RuleId, alert.Severity, alert.CallId, alert.Workspace);
                break;
        }

        return Task.FromResult<ChannelResult>(new ChannelResult.Sent());
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4001,
            Level = LogLevel.Warning,
            Message = "Alert {RuleId} ({Severity}): call {CallId} of workspace {Workspace}"
        )]
        public static partial void Alert(ILogger logger, string ruleId, Severity severity, string callId, string workspace);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Digest ({Reason}): {Count} alerts")]
        public static partial void Digest(ILogger logger, DigestReason reason, int count);
    }
}
