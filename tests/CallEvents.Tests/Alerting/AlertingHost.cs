using CallEvents.Alerting;
using CallEvents.Alerting.Channels;
using CallEvents.Tests.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallEvents.Tests.Alerting;

/// <summary>Alerting with channels that a test can question; with its own when there are none.</summary>
internal static class AlertingHost
{
    public static Task<ConsumerHost> StartAsync(string? state = null, params IAlertChannel[] channels) =>
        ConsumerHost.StartAsync("alerting-raise-alerts", builder =>
        {
            builder.AddAlerting();
            if (channels is []) return;
            builder.Services.RemoveAll<IAlertChannel>();
            foreach (var channel in channels) builder.Services.AddSingleton(channel);
        }, state);
}
