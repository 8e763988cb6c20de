namespace CallEvents.Alerting.Channels;

/// <summary>A channel that delivers alerts to people.</summary>
internal interface IAlertChannel
{
    /// <summary>Identifies the channel in the database and in metrics, so it must not change.</summary>
    string Name { get; }

    /// <summary>Sends an alert. A crash directly after a send can cause a second one.</summary>
    /// <remarks>The reasons in a result contain no personal data: they appear in logs and message headers.</remarks>
    Task<ChannelResult> SendAsync(Alert alert, CancellationToken cancellationToken);
}
