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
using Microsoft.Extensions.Options;
using Refit;

namespace CallEvents.Poller;

/// <summary>The one door: all that a poller needs, on any host.</summary>
public static class PollerRegistration
{
    /// <summary>Adds the poller. Its settings are checked when the host starts.</summary>
    public static IHostApplicationBuilder AddPoller(this IHostApplicationBuilder builder)
    {
        // Before the poller's own service: hosted services stop in reverse, and the last events need the bus.
        builder.AddBus();
        builder.AddDatabase<LedgerDbContext, SqliteLedgerDbContext, PostgreSqlLedgerDbContext>("Ledger", "Data Source=callevents.db");
        AddSettings(builder.Services);
        AddApi(builder.Services);

        builder.Services.AddSingleton(services => new SqliteWriteGate(services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(nameof(LedgerDbContext)).Kind));
        builder.Services.AddSingleton<LedgerReader>().AddSingleton<LeaseStore>().AddSingleton<ReplicaStore>();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<MessageSender>(services, Value<PublishingOptions>(services)));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<WorkspaceInitializer>(services, Value<PollingOptions>(services)));
        builder.Services.AddSingleton<WorkspaceSessionFactory>().AddSingleton<WorkspaceWorkerFactory>().AddSingleton<ReplicaCoordinator>();
        builder.Services.AddSingleton<PollerStatus>().AddSingleton<PollerMetrics>().AddSingleton<Heartbeat>();
        builder.Services.AddHostedService<PollerService>();
        builder.Services.AddHealthChecks()
            .AddCheck<PollerReadyCheck>("poller", tags: ["ready"])
            .AddCheck<PollerLiveCheck>("poller-loops", tags: ["live"]);
        return builder;
    }

    private static void AddSettings(IServiceCollection services)
    {
        services.AddOptions<RevontOptions>().BindConfiguration(RevontOptions.Section).ValidateOnStart();
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.Section).ValidateOnStart();
        services.AddOptions<TranscriptOptions>().BindConfiguration(TranscriptOptions.Section).ValidateOnStart();
        services.AddOptions<PublishingOptions>().BindConfiguration(PublishingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RevontOptions>, RevontOptionsValidator>();
        services.AddSingleton<IValidateOptions<PollingOptions>, PollingOptionsValidator>();
        services.AddSingleton<IValidateOptions<TranscriptOptions>, TranscriptOptionsValidator>();
        services.AddSingleton<IValidateOptions<PublishingOptions>, PublishingOptionsValidator>();
    }

    private static void AddApi(IServiceCollection services) =>
        services.AddRefitGeneratedClient<IRevontApi>(RevontJson.RefitSettings())
            .ConfigureHttpClient((provider, client) =>
            {
                client.BaseAddress = new Uri(provider.GetRequiredService<IOptions<RevontOptions>>().Value.BaseUrl);
                client.DefaultRequestHeaders.UserAgent.ParseAdd("CallEvents");

                // The gateway sets the one deadline, over headers and body; retries are its own too, since each costs the budget.
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),

                // A redirect would carry the key to wherever it points.
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
            })
            .AddHttpMessageHandler(() => new DropErrorBodyHandler())

            // Four lines for each request, below the level of any log, at a price: the gateway says what matters.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    private static T Value<T>(IServiceProvider services)
        where T : class =>
        services.GetRequiredService<IOptions<T>>().Value;
}
