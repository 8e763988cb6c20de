using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Alerting.Channels.Teams;

/// <summary>Microsoft Teams, by a workflow that a webhook starts. Hosts of such addresses have changed before: none is required.</summary>
internal sealed class TeamsChannelType(IHttpClientFactory clients, TimeProvider time) : IChannelType
{
    public string Name => "teams";

    public IReadOnlyCollection<string> Keys { get; } = [nameof(ChannelOptions.Url)];

    public void Validate(SettingRules rules, ChannelOptions options) => rules.WebhookUrl(nameof(ChannelOptions.Url), options.Url);

    public IAlertChannel Create(string name, ChannelOptions options) => new TeamsChannel(name, new Uri(options.Url!), clients, time);
}
