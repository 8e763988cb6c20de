using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Alerting.Channels.Webhook;

/// <summary>Any other system, by a signed webhook.</summary>
internal sealed class WebhookChannelType(IHttpClientFactory clients, TimeProvider time) : IChannelType
{
    public string Name => "webhook";

    public IReadOnlyCollection<string> Keys { get; } =
    [nameof(ChannelOptions.Url), nameof(ChannelOptions.Secret), nameof(ChannelOptions.PreviousSecret), nameof(ChannelOptions.Headers)];

    public void Validate(SettingRules rules, ChannelOptions options) =>
        rules
            .WebhookUrl(nameof(ChannelOptions.Url), options.Url)
            .WebhookSecret(nameof(ChannelOptions.Secret), options.Secret, isRequired: true)
            .WebhookSecret(nameof(ChannelOptions.PreviousSecret), options.PreviousSecret, isRequired: false)
            .WebhookHeaders(nameof(ChannelOptions.Headers), options.Headers);

    public IAlertChannel Create(string name, ChannelOptions options)
    {
        var endpoint = WebhookEndpoint.Parse(options.Url, options.Secret, options.PreviousSecret, options.Headers);
        return new WebhookChannel(name, new WebhookSender(clients, WebhookChannel.ClientName, endpoint, time), time);
    }
}
