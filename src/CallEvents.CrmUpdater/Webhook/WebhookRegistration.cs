using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>Registers the webhook adapter.</summary>
internal static class WebhookRegistration
{
    /// <summary>Adds the adapter, its client and its settings.</summary>
    public static IHostApplicationBuilder AddWebhookCrm(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptions.Validator>();
        builder.Services.AddOutgoingClient(
            WebhookCrm.ClientName,
            (services, client) => client.Timeout = services.GetRequiredService<IOptions<CrmOptions>>().Value.RequestTimeout
        );
        builder.Services.AddSingleton<WebhookCrm>();
        return builder;
    }
}
