using System.Collections.Concurrent;
using CallEvents.Alerting.Channels;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.Alerting;

/// <summary>Channels of the type <c>recording</c>, by their names.</summary>
internal sealed class RecordingChannelType : IChannelType
{
    private readonly ConcurrentDictionary<string, RecordingChannel> channels = new(StringComparer.Ordinal);

    public string Name => "recording";

    public IReadOnlyCollection<string> Keys => [];

    public RecordingChannel this[string name] => channels.GetOrAdd(name, _ => new RecordingChannel());

    public void Validate(SettingRules rules, ChannelOptions options) { }

    public IAlertChannel Create(string name, ChannelOptions options) => this[name];
}
