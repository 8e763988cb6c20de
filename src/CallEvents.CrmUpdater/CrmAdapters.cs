using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.HubSpot;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Salesforce;
using CallEvents.CrmUpdater.Webhook;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater;

/// <summary>Registers all adapters, and resolves the one that <c>Crm:Adapter</c> names.</summary>
internal static class CrmAdapters
{
    /// <summary>The key of the chosen adapter, without the wrapper of a dry run.</summary>
    public const string Chosen = "chosen";

    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogCrm>();
        builder.AddHubSpot();
        builder.AddSalesforce();
        builder.AddWebhookCrm();
        builder.Services.AddKeyedSingleton<ICrm>(
            Chosen,
            (services, _) =>
                AdapterOf(services) switch
                {
                    HubSpotCrm.AdapterName => services.GetRequiredService<HubSpotCrm>(),
                    SalesforceCrm.AdapterName => services.GetRequiredService<SalesforceCrm>(),
                    WebhookCrm.AdapterName => services.GetRequiredService<WebhookCrm>(),
                    _ => services.GetRequiredService<LogCrm>(),
                }
        );
        builder.Services.AddSingleton(services =>
        {
            var crm = services.GetRequiredKeyedService<ICrm>(Chosen);
            return OptionsOf(services).DryRun ? new DryRunCrm(crm, services.GetRequiredService<ILogger<DryRunCrm>>()) : crm;
        });
        builder.Services.AddSingleton(services =>
            AdapterOf(services) switch
            {
                HubSpotCrm.AdapterName => new BuiltInTable(HubSpotProperties.BuiltIn, TranscriptFormat.HubSpot),
                SalesforceCrm.AdapterName => new BuiltInTable(SalesforceProperties.BuiltIn, TranscriptFormat.Salesforce),
                _ => BuiltInTable.EventFields,
            }
        );
    }

    private static string AdapterOf(IServiceProvider services) => OptionsOf(services).Adapter;

    private static CrmOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<CrmOptions>>().Value;
}
