using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Alerting.Channels;

/// <summary>A kind of channel: <c>slack</c>, <c>teams</c>, …</summary>
internal interface IChannelType
{
    /// <summary>The value of <c>Channels:&lt;name&gt;:Type</c>.</summary>
    string Name { get; }

    /// <summary>The keys that a channel of this type reads, beside the common ones, such as <c>Url</c>.</summary>
    IReadOnlyCollection<string> Keys { get; }

    /// <summary>Adds what is wrong with the keys of this type. Messages hold no secret.</summary>
    void Validate(SettingRules rules, ChannelOptions options);

    /// <summary>Makes a channel of validated settings.</summary>
    /// <param name="name">The channel's name.</param>
    /// <param name="options">Its settings.</param>
    IAlertChannel Create(string name, ChannelOptions options);
}
