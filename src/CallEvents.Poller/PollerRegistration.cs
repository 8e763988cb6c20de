using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Transcripts;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Refit;

namespace CallEvents.Poller;

/// <summary>Registers the poller on any host.</summary>
public static class PollerRegistration
{
    /// <summary>Adds the poller. Its settings are validated when the host starts.</summary>
    public static IHostApplicationBuilder AddPoller(this IHostApplicationBuilder builder)
    {
        // Before the poller's own service: hosted services stop in reverse order, and the last events need the bus.
        builder.AddBus();
        builder.AddDatabase<LedgerDbContext, SqliteLedgerDbContext, PostgreSqlLedgerDbContext>("Ledger", "Data Source=callevents.db");
        builder
            .Services.AddSettings()
            .AddApi()
            .AddLedger()
            .AddReplicas()
            .AddWorkspaceSession()
            .AddSingleton<PollerMetrics>()
            .AddSingleton<Heartbeats>()
            .AddSingleton<BindingGate>()
            .AddSingleton<IMessageSender, MessageSender>()
            .AddHostedService<ExpectedQueueMonitor>()
            .AddHostedService<PollerService>();
        builder.Services.TryAddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The only use: everything else takes the source of randomness, so that a test can replace it.
        builder.Services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        builder
            .Services.AddHealthChecks()
            .AddCheck<PollerReadyCheck>("poller", tags: ["ready"])
            .AddCheck<PollerLiveCheck>("poller-liveness", tags: ["live"]);
        return builder;
    }

    private static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddOptions<RevontOptions>().BindConfiguration(RevontOptions.Section).ValidateOnStart();
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.Section).ValidateOnStart();
        services.AddOptions<TranscriptOptions>().BindConfiguration(TranscriptOptions.Section).ValidateOnStart();
        services.AddOptions<PublishingOptions>().BindConfiguration(PublishingOptions.Section).ValidateOnStart();
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<RevontOptions>, RevontOptionsValidator>()
            .AddSingleton<IValidateOptions<PollingOptions>, PollingOptionsValidator>()
            .AddSingleton<IValidateOptions<TranscriptOptions>, TranscriptOptionsValidator>()
            .AddSingleton<IValidateOptions<PublishingOptions>, PublishingOptionsValidator>()
            .AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptions.Validator>()
            .AddSingleton(provider => provider.GetRequiredService<IOptions<RevontOptions>>().Value)
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
            .ConfigureDbContext<LedgerDbContext>(context => context.AddInterceptors(new HeartbeatInterceptor()));

    private static IServiceCollection AddReplicas(this IServiceCollection services) =>
        services
            .AddSingleton(ReplicaName.Unique())
            .AddSingleton(provider => new ReplicaOptions(
                provider.GetRequiredService<ReplicaName>(),
                provider.GetRequiredService<RevontOptions>().Workspaces.Keys,
                provider.GetRequiredService<PollingOptions>().LeaseDuration
            ))
            .AddSingleton<LeaseStore>()
            .AddSingleton<ReplicaStore>()
            .AddSingleton<ReplicaCoordinator>()
            .AddSingleton<ApiKeyFile>()
            .AddSingleton<WorkspaceScopes>()
            .AddSingleton<PollerStatus>()
            .AddSingleton<WorkspaceGauges>()
            .AddSingleton<WorkspaceInitializer>()
            .AddSingleton<WorkspaceSessionRunner>();

    private static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<RevontGatewayFactory>().AddHostedService<UnencryptedAddressWarning>();
        services
            .AddRefitGeneratedClient<IRevontApi>(RevontJson.RefitSettings())
            .ConfigureHttpClient(
                (provider, client) =>
                {
                    client.BaseAddress = new Uri(provider.GetRequiredService<RevontOptions>().BaseUrl);
                    client.DefaultRequestHeaders.UserAgent.ParseAdd("CallEvents");

                    // The gateway sets the only deadline, over headers and body; retries are its own too, since each costs the rate limit.
                    client.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(10),

                    // A redirect would send the key to another address.
                    AllowAutoRedirect = false,

                    // All workspaces share the handler: a cookie set for one would be sent with the key of another.
                    UseCookies = false,
                    AutomaticDecompression = System.Net.DecompressionMethods.All,
                }
            )
            .AddHttpMessageHandler(() => new DropErrorBodyHandler())
            .AddHttpMessageHandler(provider => new LimitBodyHandler(
                LimitBodyHandler.LimitFor(provider.GetRequiredService<PublishingOptions>().MaxBytes)
            ))
            // They would write four lines for each request, below every log level in use, at a cost: the gateway logs what matters.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }
}
