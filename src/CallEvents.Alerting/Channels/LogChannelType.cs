using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Alerting.Channels;

/// <summary>Channels that write to the service's log.</summary>
internal sealed class LogChannelType(ILogger<LogChannel> logger) : IChannelType
{
    public string Name => LogChannel.TypeName;

    public IReadOnlyCollection<string> Keys => [];

    public void Validate(SettingRules rules, ChannelOptions options) { }

    public IAlertChannel Create(string name, ChannelOptions options) => new LogChannel(logger);
}
