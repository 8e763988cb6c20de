using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Downstream;
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
        builder.AddDownstream(CrmSetup.DownstreamName);

        builder.Services.AddOptions<CrmOptions>().BindConfiguration(CrmOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CrmOptions>, CrmOptions.Validator>();
        builder.Services.AddSingleton<ICrm, LogCrm>();

        builder.Services.AddSingleton<CallWriter>();
        builder.Services.AddSingleton<CallClaims>();
        builder.Services.AddSingleton<StripedLock>();
        builder.Services.AddActivatedSingleton<CrmMetrics>();
        builder.Services.AddSingleton<CrmUpdaterStatus>();
        builder.Services.AddSingleton<CrmSetup>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CrmSetup>());
        builder.Services.AddHealthChecks().AddCheck<CrmSetup.HealthCheck>("crm-setup", tags: ["ready"]);
        return builder;
    }
}
