using CallEvents.Alerting;
using CallEvents.Alerting.Channels;
using CallEvents.Tests.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallEvents.Tests.Alerting;

/// <summary>Hosts alerting with test channels, or with its own channel if none are given.</summary>
internal static class AlertingHost
{
    public static Task<ConsumerHost> StartAsync(string? state = null, params IAlertChannel[] channels) =>
        StartAsync(TimeProvider.System, state, channels);

    public static Task<ConsumerHost> StartAsync(TimeProvider time, string? state, params IAlertChannel[] channels) =>
        ConsumerHost.StartAsync(
            "alerting-raise-alerts",
            builder =>
            {
                builder.AddAlerting();
                builder.Services.AddSingleton(time);
                if (channels is [])
                    return;

                builder.Services.RemoveAll<IAlertChannel>();
                foreach (var channel in channels)
                    builder.Services.AddSingleton(channel);
            },
            state
        );
}
