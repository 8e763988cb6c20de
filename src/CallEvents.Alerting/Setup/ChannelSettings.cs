using CallEvents.Alerting.Channels;

namespace CallEvents.Alerting.Setup;

/// <summary>The channels. Source: the whole configuration.</summary>
internal sealed class ChannelSettings
{
    /// <summary>These options are a section of their own name.</summary>
    public const string Section = "";

    /// <summary>The channels by name; <c>log</c> is always there.</summary>
    /// <value>Default: none.</value>
    public Dictionary<string, ChannelOptions> Channels { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
