using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.Email;
using CallEvents.Alerting.Channels.PagerDuty;
using CallEvents.Alerting.Channels.Slack;
using CallEvents.Alerting.Channels.Teams;
using CallEvents.Alerting.Channels.Webhook;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Alerting.Sending;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.Alerting.Templates;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Links;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting;

/// <summary>Registers alerting on a host.</summary>
public static class AlertingRegistration
{
    /// <summary>Adds the service that sends an alert through channels for every call on which a rule fires.</summary>
    public static IHostApplicationBuilder AddAlerting(this IHostApplicationBuilder builder)
    {
        builder.AddDatabase<AlertingDbContext, SqliteAlertingDbContext, PostgreSqlAlertingDbContext>("State", "Data Source=alerting.db");
        builder.AddBusConsumer<RaiseAlertsConsumer, RaiseAlertsConsumerDefinition>();
        builder.AddDownstream(RaiseAlertsConsumer.DownstreamName);
        builder.Services.AddOptions<AlertingOptions>().BindConfiguration(AlertingOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AlertingOptions>, AlertingOptions.Validator>();
#pragma warning disable RS0030 // Everything else takes the source of randomness, so that a test can replace it.
        builder.Services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        builder.AddPeople();
        builder.AddLinks();
        builder.AddChannels();
        builder.AddRules();

        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<OutboxQueue>();
        builder.Services.AddSingleton<ChannelPaces>();
        builder.Services.AddSingleton<OutboxCleaner>();
        builder.Services.AddSingleton<OutboxFallback>();
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<AlertRaiser>();
        builder.Services.AddSingleton<AlertPlacer>();
        builder.Services.AddSingleton<AlertComposer>();
        builder.Services.AddSingleton<AlertDelivery>();
        builder.Services.AddSingleton<Fallback>();
        builder.Services.AddSingleton<Rejections>();
        builder.Services.AddSingleton<Overdue>();
        builder.Services.AddSingleton<ChannelCircuits>();
        builder.Services.AddSingleton<ChannelSenderFactory>();
        builder.Services.AddSingleton<AlertingStatus>();
        builder.Services.AddActivatedSingleton<AlertingMetrics>();
        builder.Services.AddHostedService<SendingService>();
        builder.Services.AddHostedService<Housekeeping>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<RulesHealthCheck>("alert-rules", tags: ["ready"])
            .AddCheck<ChannelsHealthCheck>("alert-channels", tags: ["ready"]);
        return builder;
    }

    private static void AddChannels(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<ChannelSettings>()
            .Configure<IConfiguration>((settings, configuration) => configuration.Bind(settings))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ChannelSettings>, ChannelSettingsValidator>();
        builder.Services.AddSingleton<IChannelType, LogChannelType>();
        builder.Services.AddSlackChannel().AddTeamsChannel().AddPagerDutyChannel().AddWebhookChannel().AddEmailChannel();
        builder.Services.AddSingleton<ChannelSet>();
    }

    private static void AddRules(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new RulesSource(
            services.GetRequiredService<IOptions<AlertingOptions>>().Value.RulesFile,
            new RulesChecks
            {
                Message = MessageTemplate.Problems,
                Channels = [.. services.GetRequiredService<ChannelSet>().All.Select(channel => channel.Name)],
                HasPeople = !string.IsNullOrWhiteSpace(services.GetRequiredService<IOptions<PeopleOptions>>().Value.File),
                Teams = () => services.GetRequiredService<PeopleSource>().Current.Teams,
            },
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddWatchedFile<RulesSource>();
    }
}
