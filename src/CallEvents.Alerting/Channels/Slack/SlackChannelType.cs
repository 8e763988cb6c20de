using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Alerting.Channels.Slack;

/// <summary>Slack, by an incoming webhook.</summary>
internal sealed class SlackChannelType(IHttpClientFactory clients, TimeProvider time) : IChannelType
{
    public string Name => "slack";

    public IReadOnlyCollection<string> Keys { get; } = [nameof(ChannelOptions.Url)];

    public void Validate(SettingRules rules, ChannelOptions options) => rules.WebhookUrl(nameof(ChannelOptions.Url), options.Url);

    public IAlertChannel Create(string name, ChannelOptions options) => new SlackChannel(name, new Uri(options.Url!), clients, time);
}
