using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.PagerDuty;
using CallEvents.Alerting.Channels.Slack;
using CallEvents.Alerting.Channels.Teams;
using CallEvents.Alerting.Channels.Webhook;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Alerting.Channels;

/// <summary>The types of channels that speak HTTP, by their registration. Channels are named <c>deals</c>.</summary>
internal sealed class ChannelHost : IDisposable
{
    private readonly ServiceProvider services;

    /// <param name="timeout">The clients' time-out, if it is not the usual one.</param>
    public ChannelHost(TimeSpan? timeout = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        collection.AddSlackChannel().AddTeamsChannel().AddPagerDutyChannel().AddWebhookChannel();
        if (timeout is { } limit)
            collection.ConfigureHttpClientDefaults(client => client.ConfigureHttpClient(http => http.Timeout = limit));
        services = collection.BuildServiceProvider();
    }

    public CapturedLogs Logs { get; } = new(LogLevel.Trace);

    public IChannelType Type(string name) => services.GetServices<IChannelType>().Single(type => type.Name == name);

    public IReadOnlyList<string> Validate(string type, ChannelOptions options)
    {
        var rules = new SettingRules("Channels:deals");
        Type(type).Validate(rules, options);
        return rules.Failures;
    }

    /// <summary>Sends it by a new channel with validated settings.</summary>
    public Task<ChannelResult> SendAsync(string type, ChannelOptions options, Notification notification)
    {
        Validate(type, options).ShouldBeEmpty();
        return Type(type).Create("deals", options).SendAsync(notification, TestContext.Current.CancellationToken);
    }

    public Task<ChannelResult> SendAsync(string type, string url, Notification? notification = null) =>
        SendAsync(type, new ChannelOptions { Url = url }, notification ?? SampleAlerts.Of(SampleAlerts.Usual));

    public void Dispose() => services.Dispose();
}
