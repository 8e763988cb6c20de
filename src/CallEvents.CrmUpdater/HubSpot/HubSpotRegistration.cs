using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Registers the HubSpot adapter on a host.</summary>
internal static class HubSpotRegistration
{
    private const int MaxAnswer = 32 * 1024 * 1024;

    public static IHostApplicationBuilder AddHubSpot(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HubSpotOptions>().BindConfiguration(HubSpotOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HubSpotOptions>, HubSpotOptionsValidator>();
        builder.Services.AddOutgoingClient(
            HubSpotTransport.ClientName,
            (services, client) =>
            {
                var options = services.GetRequiredService<IOptions<HubSpotOptions>>().Value;
                client.BaseAddress = new Uri($"{options.BaseUrl.TrimEnd('/')}/");
                client.MaxResponseContentBufferSize = MaxAnswer;
                // The request's own time-out is Crm:RequestTimeout, by the clock that is injected.
                client.Timeout = Timeout.InfiniteTimeSpan;
            }
        );

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<CrmRequestMetrics>();
        builder.Services.AddSingleton<HubSpotLimiter>();
        builder.Services.AddSingleton<HubSpotTransport>();
        builder.Services.AddSingleton<HubSpotReasons>();
        builder.Services.AddSingleton<HubSpotApi>();
        builder.Services.AddSingleton<BatchSender>();
        builder.Services.AddSingleton<HubSpotOwners>();
        builder.Services.AddSingleton<HubSpotSetup>();
        builder.Services.AddSingleton<HubSpotContacts>();
        builder.Services.AddSingleton<HubSpotWriter>();
        builder.Services.AddSingleton<HubSpotRelations>();
        builder.Services.AddSingleton<LinkSender>();
        builder.Services.AddSingleton<HubSpotLinks>();
        builder.Services.AddSingleton<HubSpotCrm>();
        return builder;
    }
}
