using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Links;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater;

/// <summary>Registers the CRM updater on a host.</summary>
public static class CrmUpdaterRegistration
{
    /// <summary>Adds the service that writes every published call and its transcript to a CRM.</summary>
    public static IHostApplicationBuilder AddCrmUpdater(this IHostApplicationBuilder builder)
    {
        builder.AddDatabase<CrmDbContext, SqliteCrmDbContext, PostgreSqlCrmDbContext>("State", "Data Source=crm-updater.db");
        builder.AddBusConsumer<LogCallConsumer, LogCallConsumerDefinition>();
        builder.AddDownstream(
            CrmSetup.DownstreamName,
            services =>
            {
                var crm = services.GetRequiredService<ICrm>();
                return new DownstreamDefinition
                {
                    Name = CrmSetup.DownstreamName,
                    Title = "the CRM",
                    Probe = crm.HasProbe ? crm.ProbeForCircuitAsync : null,
                    MaxRejectedInARow = services.GetRequiredService<IOptions<CrmOptions>>().Value.MaxRejectedInARow,
                };
            }
        );

        builder.Services.AddOptions<CrmOptions>().BindConfiguration(CrmOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CrmOptions>, CrmOptionsValidator>();
        builder.AddPeople();
        builder.AddLinks();
        CrmAdapters.Add(builder);
        builder.Services.AddSingleton(services => new UnmappedValues(
            property => services.GetRequiredService<CrmMetrics>().ValueUnmapped(property),
            services.GetRequiredService<ILogger<UnmappedValues>>()
        ));
        builder.Services.AddSingleton(services => new CallMappingSource(
            services.GetRequiredService<IOptions<CrmOptions>>().Value is { HasProperties: true, MappingFile: var file } ? file : null,
            services.GetRequiredService<BuiltInTable>().Properties,
            services.GetRequiredService<UnmappedValues>()
        ));
        builder.Services.AddSingleton<IMappedProperties>(services => services.GetRequiredService<CallMappingSource>());
        builder.Services.AddWatchedFile<CallMappingSource>();

        builder.Services.AddSingleton<CrmState>();
        builder.Services.AddSingleton<CallBatcher>();
        builder.Services.AddSingleton<BatchWriter>();
        builder.Services.AddSingleton<KnownCalls>();
        builder.Services.AddSingleton<CallComposer>();
        builder.Services.AddSingleton<UnknownOwners>();
        builder.Services.AddActivatedSingleton<CrmMetrics>();
        builder.Services.AddActivatedSingleton<CrmRequestMetrics>();
        builder.Services.AddSingleton<CrmUpdaterStatus>();
        builder.Services.AddSingleton<CrmSetup>();
        builder.Services.AddHostedService<CrmSetup.Starter>();
        builder.Services.AddHostedService<UnusedSettings>();
        builder.Services.AddHealthChecks().AddCheck<CrmHealthCheck>("crm-setup", tags: ["ready"]);
        return builder;
    }
}
