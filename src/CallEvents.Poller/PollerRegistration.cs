using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Moving;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Status;
using CallEvents.Poller.Transcripts;
using CallEvents.Poller.Workspaces;
using CallEvents.Revont.Http;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller;

/// <summary>Registers the poller on any host.</summary>
public static class PollerRegistration
{
    private const string DefaultLedger = "Data Source=callevents.db";

    /// <summary>Adds the poller. Its settings are validated when the host starts.</summary>
    public static IHostApplicationBuilder AddPoller(this IHostApplicationBuilder builder)
    {
        // Before the poller's own service: hosted services stop in reverse order, and the last events need the bus.
        builder.AddBus();
        builder.AddPollerParts();
        builder
            .Services.AddReplicas()
            .AddWorkspaceSession()
            .AddStatusPage()
            .AddSingleton<Heartbeats>()
            .AddSingleton<BindingGate>()
            .AddSingleton<IQueueSender, QueueSender>()
            .AddSingleton<IMessageSender, MessageSender>()
            .AddHostedService<ExpectedQueueMonitor>()
            .AddHostedService<LedgerRowMonitor>()
            .AddHostedService<PollerService>();
        builder.Services.TryAddSingleton<BrokerStatus>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<PollerReadyCheck>("poller", tags: ["ready"])
            .AddCheck<PollerLiveCheck>("poller-liveness", tags: ["live"]);
        return builder;
    }

    /// <summary>Adds what commands use too: the settings, the API's client and the ledger.</summary>
    internal static IHostApplicationBuilder AddPollerParts(this IHostApplicationBuilder builder)
    {
        builder.AddDatabase<LedgerDbContext, SqliteLedgerDbContext, PostgreSqlLedgerDbContext>("Ledger", DefaultLedger);
        builder.AddDatabase<ErasureDbContext, SqliteErasureDbContext, PostgreSqlErasureDbContext>(
            "Erasures",
            settings => ErasureLocation.Beside(settings.GetConnectionString("Ledger") is { Length: > 0 } ledger ? ledger : DefaultLedger)
        );
        builder.Services.AddSettings().AddApi().AddLedger().AddStatusReport().AddSingleton<PollerMetrics>();
        builder.Services.TryAddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The only use: everything else takes the source of randomness, so that a test can replace it.
        builder.Services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        return builder;
    }

    private static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddRevontSettings().ValidateOnStart();
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.Section).ValidateOnStart();
        services.AddOptions<TranscriptOptions>().BindConfiguration(TranscriptOptions.Section).ValidateOnStart();
        services.AddOptions<PublishingOptions>().BindConfiguration(PublishingOptions.Section).ValidateOnStart();
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<PollingOptions>, PollingOptionsValidator>()
            .AddSingleton<IValidateOptions<TranscriptOptions>, TranscriptOptionsValidator>()
            .AddSingleton<IValidateOptions<PublishingOptions>, PublishingOptionsValidator>()
            .AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptions.Validator>()
            .AddSingleton(provider => provider.GetRequiredService<IOptions<PollingOptions>>().Value)
            .AddSingleton(provider => provider.GetRequiredService<IOptions<TranscriptOptions>>().Value)
            .AddSingleton(provider => provider.GetRequiredService<IOptions<PublishingOptions>>().Value)
            .AddSingleton(provider => provider.GetRequiredService<IOptions<ManagementOptions>>().Value);
    }

    private static IServiceCollection AddLedger(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new SqliteWriteGate(
                provider.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(nameof(LedgerDbContext)).Kind
            ))
            .AddSingleton<LedgerReader>()
            .AddSingleton<LedgerRowCounter>()
            .AddSingleton<LedgerExport>()
            .AddSingleton<LedgerImport>()
            .AddSingleton<ErasureStore>()
            .AddSingleton<JobStore>()
            .AddSingleton<ReplayReader>()
            .AddSingleton<CallSearch>()
            .AddSingleton<ErasureLocation>()
            .AddSingleton<HolderReportStore>()
            .AddSingleton<LedgerOutageLog>()
            .ConfigureDbContext<LedgerDbContext>(context => context.AddInterceptors(new HeartbeatInterceptor()));

    private static IServiceCollection AddReplicas(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new ReplicaOptions(
                provider.GetRequiredService<ReplicaName>(),
                provider.GetRequiredService<RevontOptions>().Workspaces.Keys,
                provider.GetRequiredService<PollingOptions>().LeaseDuration
            ))
            .AddSingleton<LeaseStore>()
            .AddSingleton<ReplicaCoordinator>()
            .AddSingleton<WorkspaceScopes>()
            .AddSingleton<PollerStatus>()
            .AddSingleton<HolderReporter>()
            .AddSingleton<WorkspaceGauges>()
            .AddSingleton<WorkspaceInitializer>()
            .AddSingleton<WorkspaceSessionRunner>()
            .AddSingleton<SupervisionLog>();

    private static IServiceCollection AddApi(this IServiceCollection services) =>
        services
            .AddSingleton<RevontGatewayFactory>()
            .AddHostedService<UnencryptedAddressWarning>()
            .AddRevontClient(provider => LimitBodyHandler.LimitFor(provider.GetRequiredService<PublishingOptions>().MaxBytes));
}
