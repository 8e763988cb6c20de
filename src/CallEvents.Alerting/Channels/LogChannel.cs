namespace CallEvents.Alerting.Channels;

/// <summary>Writes alerts to the service's log; the default channel.</summary>
internal sealed partial class LogChannel(ILogger<LogChannel> logger) : IAlertChannel
{
    public string Name => "log";

    public Task<ChannelResult> SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        Log.Alert(logger, alert.RuleId, alert.Call.Id, alert.Workspace);
        return Task.FromResult<ChannelResult>(new ChannelResult.Sent());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Alert {RuleId}: call {CallId} of workspace {Workspace}")]
        public static partial void Alert(ILogger logger, string ruleId, string callId, string workspace);
    }
}
