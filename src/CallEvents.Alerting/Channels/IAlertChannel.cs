using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Channels;

/// <summary>Delivers notifications to people, or to another system.</summary>
internal interface IAlertChannel
{
    /// <summary>Sends it once. The sender limits pace and time, and tries again.</summary>
    Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken);
}
