using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Alerting.Channels.Webhook;

/// <summary>Sends each notification as a signed webhook. Its id is the notification's, so that a receiver recognises a repeat.</summary>
internal sealed class WebhookChannel(string name, WebhookSender sender, TimeProvider time) : IAlertChannel
{
    public const string ClientName = "alerts-webhook";

    private readonly string url = ChannelSetting.Of(name, nameof(ChannelOptions.Url));
    private readonly string secret = ChannelSetting.Of(name, nameof(ChannelOptions.Secret));
    private readonly string headers = ChannelSetting.Of(name, nameof(ChannelOptions.Headers));

    public async Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var body = WebhookBody.Create(notification, time.GetUtcNow());
        return await sender.SendAsync(notification.Id, body, cancellationToken) switch
        {
            WebhookResult.Accepted => new ChannelResult.Sent(),
            WebhookResult.Closed closed => new ChannelResult.Unauthorized(
                $"{closed.Reason}: the receiver has closed the address in {url}",
                HttpAnswer.GoneDelay
            ),
            WebhookResult.Redirected redirected => new ChannelResult.Unauthorized(
                $"{redirected.Reason}: redirects are not followed, set {url} to the final address"
            ),
            WebhookResult.Unauthorized unauthorized => new ChannelResult.Unauthorized(
                $"{unauthorized.Reason}: check {secret} and {headers}"
            ),
            WebhookResult.Unavailable { IsCertificateRejected: true } rejected => new ChannelResult.Unauthorized(rejected.Reason),
            WebhookResult.Unavailable away => new ChannelResult.Unavailable(away.Reason, away.Delay, away.IsSuspect),
            WebhookResult.Rejected rejected => new ChannelResult.Rejected(rejected.Reason),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}"),
        };
    }
}
