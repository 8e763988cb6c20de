using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Slack;

/// <summary>Posts to a Slack channel by an incoming webhook.</summary>
/// <remarks>https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks</remarks>
internal sealed class SlackChannel(string name, Uri address, IHttpClientFactory clients, TimeProvider time) : IAlertChannel
{
    public const string ClientName = "alerts-slack";

    private readonly ChannelHttp http = new(clients, ClientName, "post to Slack", address, time);
    private readonly string setting = ChannelSetting.Of(name, nameof(ChannelOptions.Url));

    public Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken) =>
        http.PostAsync(SlackMessage.Create(notification), Read, cancellationToken);

    private ChannelResult Read(HttpAnswer answer)
    {
        // The token in the address has the form of a code, too.
        var body = answer.Text.Trim();
        var word = body.Length > 0 && address.AbsoluteUri.Contains(body, StringComparison.Ordinal) ? null : body;
        return (int)answer.Status switch
        {
            >= 200 and < 300 => new ChannelResult.Sent(),
            401 or 403 or 404 or 410 => answer.Unauthorized($"check {setting}, the webhook was revoked or its channel is closed", word),
            _ => answer.Failure(setting, word),
        };
    }
}
