using System.Collections.Frozen;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Setup;

/// <summary>The channels that are set up.</summary>
/// <remarks>Names are lower-case, since keys of the configuration, such as environment variables, have no case.</remarks>
internal sealed class ChannelSet
{
    private readonly FrozenDictionary<string, ConfiguredChannel> channels;

    public ChannelSet(IOptions<ChannelSettings> settings, IEnumerable<IChannelType> types)
    {
        var byName = types.ToDictionary(type => type.Name);
        channels = settings
            .Value.Channels.Append(new(LogChannel.TypeName, new ChannelOptions { Type = LogChannel.TypeName, PerMinute = 6_000 }))
            .DistinctBy(channel => channel.Key, StringComparer.OrdinalIgnoreCase)
            .Select(channel => Create(channel.Key.ToLowerInvariant(), channel.Value, byName[channel.Value.Type!]))
            .ToFrozenDictionary(channel => channel.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All channels, by name.</summary>
    public IReadOnlyCollection<ConfiguredChannel> All => [.. channels.Values.OrderBy(channel => channel.Name, StringComparer.Ordinal)];

    /// <summary>The channel of this name; null where there is none.</summary>
    public ConfiguredChannel? Find(string name) => channels.GetValueOrDefault(name);

    private static ConfiguredChannel Create(string name, ChannelOptions options, IChannelType type)
    {
        var rules = new SettingRules(name);
        return new ConfiguredChannel(
            name,
            options,
            type.Create(name, options),
            QuietHours.Parse(options.QuietHours, rules),
            DigestTime.Parse(options.Digest, rules) ?? throw new InvalidOperationException("not validated")
        );
    }
}
