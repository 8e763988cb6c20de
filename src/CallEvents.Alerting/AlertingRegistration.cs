using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting;

/// <summary>Registers alerting on a host.</summary>
public static class AlertingRegistration
{
    /// <summary>Adds the service that sends an alert through each channel for every call that matches a rule.</summary>
    public static IHostApplicationBuilder AddAlerting(this IHostApplicationBuilder builder)
    {
        builder.AddDatabase<AlertingDbContext, SqliteAlertingDbContext, PostgreSqlAlertingDbContext>("State", "Data Source=alerting.db");
        builder.AddBusConsumer<RaiseAlertsConsumer, RaiseAlertsConsumerDefinition>();
        builder.AddDownstream(RaiseAlertsConsumer.DownstreamName);

        builder.Services.AddSingleton<IReadOnlyList<AlertRule>>(AlertRules.BuiltIn);
        builder.Services.AddSingleton<IAlertChannel, LogChannel>();
        builder.Services.AddSingleton<AlertClaims>();
        builder.Services.AddSingleton<AlertSender>();
        builder.Services.AddActivatedSingleton<AlertingMetrics>();
        builder.Services.AddSingleton<AlertingStatus>();
        return builder;
    }
}
