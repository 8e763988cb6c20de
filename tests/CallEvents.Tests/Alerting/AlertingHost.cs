using CallEvents.Alerting;
using CallEvents.Alerting.Channels;
using CallEvents.Tests.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Alerting;

/// <summary>Hosts alerting on the in-memory bus.</summary>
internal static class AlertingHost
{
    public const string Queue = "alerting-raise-alerts";

    /// <summary>Starts it.</summary>
    /// <param name="rules">The rules file's text; null for the built-in rule.</param>
    /// <param name="channels">The channels by name, beside <c>log</c>; null for none.</param>
    /// <param name="state">The database's file; null for a new one.</param>
    /// <param name="configure">Adds to the services and settings.</param>
    public static Task<ConsumerHost> StartAsync(
        string? rules = null,
        RecordingChannelType? channels = null,
        string? state = null,
        Action<IHostApplicationBuilder>? configure = null
    ) => ConsumerHost.StartAsync(Queue, builder => Add(builder, rules, channels, configure), state);

    /// <summary>Adds alerting with recording channels <c>first</c> and <c>second</c>.</summary>
    public static void Add(
        IHostApplicationBuilder builder,
        string? rules,
        RecordingChannelType? channels,
        Action<IHostApplicationBuilder>? configure = null
    )
    {
        if (rules is not null)
            builder.Configuration.AddInMemoryCollection([new("Alerting:RulesFile", WriteRules(rules))]);
        if (channels is not null)
        {
            builder.Configuration.AddInMemoryCollection([
                new("Channels:first:Type", channels.Name),
                new("Channels:first:PerMinute", "6000"),
                new("Channels:second:Type", channels.Name),
                new("Channels:second:PerMinute", "6000"),
            ]);
            builder.Services.AddSingleton<IChannelType>(channels);
        }

        builder.AddAlerting();
        configure?.Invoke(builder);
    }

    /// <summary>Writes a rules file.</summary>
    public static string WriteRules(string rules)
    {
        var file = Path.Combine(TemporaryFolder.Create(), "rules.yaml");
        File.WriteAllText(file, rules);
        return file;
    }
}
