using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Slack;

/// <summary>Registers the type <c>slack</c>.</summary>
internal static class SlackRegistration
{
    /// <summary>Adds the type and its client.</summary>
    public static IServiceCollection AddSlackChannel(this IServiceCollection services) =>
        services.AddHttpChannel<SlackChannelType>(SlackChannel.ClientName);
}
