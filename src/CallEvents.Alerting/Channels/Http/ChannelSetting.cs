namespace CallEvents.Alerting.Channels.Http;

/// <summary>Names the settings of a channel, for reasons and advice. Never their values.</summary>
internal static class ChannelSetting
{
    /// <summary>Such as <c>Channels:deals:Url</c>.</summary>
    public static string Of(string channel, string key) => $"Channels:{channel}:{key}";
}
