using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Webhook;

/// <summary>Registers the type <c>webhook</c>.</summary>
internal static class WebhookRegistration
{
    /// <summary>Adds the type and its client.</summary>
    public static IServiceCollection AddWebhookChannel(this IServiceCollection services) =>
        services.AddHttpChannel<WebhookChannelType>(WebhookChannel.ClientName);
}
