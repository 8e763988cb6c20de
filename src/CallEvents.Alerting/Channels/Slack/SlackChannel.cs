using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Slack;

/// <summary>Posts to a Slack channel by an incoming webhook.</summary>
/// <remarks>https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks</remarks>
internal sealed class SlackChannel(string name, Uri address, IHttpClientFactory clients, TimeProvider time) : IAlertChannel
{
    public const string ClientName = "alerts-slack";

    private const string Accepted = "ok";

    private readonly ChannelHttp http = new(clients, ClientName, "post to Slack", address, time) { ReadsSuccess = true };
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
            // No body: its status has come, the rest was lost.
            >= 200 and < 300 when body is "" or Accepted => new ChannelResult.Sent(),
            >= 200 and < 300 => answer.Unauthorized($"check {setting}, what answers there is not Slack", word: null),
            401 or 403 or 404 or 410 => answer.Unauthorized($"check {setting}, the webhook was revoked or its channel is closed", word),
            _ => answer.Failure(setting, word),
        };
    }
}
