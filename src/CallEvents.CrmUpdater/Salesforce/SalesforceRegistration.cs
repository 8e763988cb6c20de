using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Registers the Salesforce adapter on a host.</summary>
internal static class SalesforceRegistration
{
    /// <summary>Adds the adapter. Without another <see cref="IMappedProperties"/> it writes the built-in fields.</summary>
    public static IHostApplicationBuilder AddSalesforce(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SalesforceOptions>().BindConfiguration(SalesforceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SalesforceOptions>, SalesforceOptions.Validator>();
        services.AddOutgoingClient(
            SalesforceTransport.ClientName,
            (_, client) =>
            {
                // Crm:RequestTimeout ends a request: by our clock, and with a reason.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = 64 * 1024 * 1024;
            }
        );
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CrmRequestMetrics>();
        services.AddSingleton<SalesforceTransport>();
        services.AddSingleton<SalesforceToken>();
        services.AddSingleton<SalesforceApi>();
        services.AddSingleton<SalesforceQuery>();
        services.AddSingleton<SalesforceSchema>();
        services.AddSingleton<SalesforceUsers>();
        services.AddSingleton<SalesforceContacts>();
        services.AddSingleton<SalesforceDeals>();
        services.AddSingleton<SalesforceLinks>();
        services.AddSingleton<SalesforceWriter>();
        services.AddSingleton<SalesforceCrm>();
        return builder;
    }
}
