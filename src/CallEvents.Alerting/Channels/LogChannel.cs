namespace CallEvents.Alerting.Channels;

/// <summary>The channel that needs no setting: the service's log.</summary>
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
        [LoggerMessage(LogLevel.Warning, "Alert {RuleId}: call {CallId} of {Workspace}")]
        public static partial void Alert(ILogger logger, string ruleId, string callId, string workspace);
    }
}
