using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;

namespace CallEvents.Alerting.Channels.PagerDuty;

/// <summary>PagerDuty, by its Events API v2.</summary>
internal sealed partial class PagerDutyChannelType(IHttpClientFactory clients, TimeProvider time) : IChannelType
{
    /// <summary>The address for accounts outside the European service region.</summary>
    public const string DefaultUrl = "https://events.pagerduty.com/v2/enqueue";

    public string Name => "pagerduty";

    public IReadOnlyCollection<string> Keys { get; } = [nameof(ChannelOptions.RoutingKey), nameof(ChannelOptions.Url)];

    public void Validate(SettingRules rules, ChannelOptions options)
    {
        var key = options.RoutingKey?.Trim();
        if (string.IsNullOrEmpty(key) || !RoutingKey().IsMatch(key))
            rules.Wrong(
                nameof(ChannelOptions.RoutingKey),
                string.IsNullOrEmpty(key) ? null : "another text",
                "an integration key of the Events API v2: 32 letters and digits"
            );
        if (!string.IsNullOrWhiteSpace(options.Url))
            rules.WebhookUrl(nameof(ChannelOptions.Url), options.Url);
    }

    public IAlertChannel Create(string name, ChannelOptions options)
    {
        var address = string.IsNullOrWhiteSpace(options.Url) ? DefaultUrl : options.Url;
        return new PagerDutyChannel(name, new Uri(address), options.RoutingKey!.Trim(), clients, time);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{32}\z")]
    private static partial Regex RoutingKey();
}
