using CallEvents.Poller;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Bus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>Runs a poller in this process over real HTTP, a real ledger file and the in-memory bus.</summary>
internal sealed class PollerHost : IAsyncDisposable
{
    private readonly IHost host;
    private bool isStopped;

    private PollerHost(IHost host, string ledgerPath)
    {
        this.host = host;
        LedgerPath = ledgerPath;
        Received = host.Services.GetRequiredService<ReceivedEvents>();
        Logs = host.Services.GetRequiredService<CapturedLogs>();
    }

    public string LedgerPath { get; }

    public ReceivedEvents Received { get; }

    public CapturedLogs Logs { get; }

    public WorkspaceStatus Status => host.Services.GetRequiredService<PollerStatus>().Of("main");

    public T Resolve<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public LedgerDbContext OpenLedger() => host.Services.GetRequiredService<IDbContextFactory<LedgerDbContext>>().CreateDbContext();

    public static async Task<PollerHost> StartAsync(
        Uri api,
        string? ledgerPath = null,
        string apiKey = "simulator",
        Dictionary<string, string?>? settings = null,
        Action<IHostApplicationBuilder>? configure = null,
        Action<IServiceProvider>? onBuilt = null
    )
    {
        ledgerPath ??= NewLedgerPath();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Revont:BaseUrl"] = api.ToString(),
                ["Revont:Workspaces:main:ApiKey"] = apiKey,
                ["Revont:RequestsPerSecond"] = "100000",
                ["ConnectionStrings:Ledger"] = $"Data Source={ledgerPath}",
                ["Polling:StartFrom"] = "2020-01-01T00:00:00Z",
                ["Polling:SliceLength"] = "366.00:00:00",
                ["Polling:Interval"] = "00:00:00.2",
                ["Transcripts:FirstRetry"] = "00:00:00.1",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<ReceivedEvents>().AddSingleton<CapturedLogs>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CapturedLogs>());
        builder.AddInMemoryBus().AddBusConsumer<ReceivedEventsConsumer, ReceivedEventsConsumerDefinition>().AddPoller();
        configure?.Invoke(builder);
        var host = builder.Build();
        onBuilt?.Invoke(host.Services);
        await host.StartAsync();
        return new PollerHost(host, ledgerPath);
    }

    public static string NewLedgerPath() => Path.Combine(TemporaryFolder.Create(), "ledger.db");

    /// <summary>Stops the poller. Its ledger can still be opened.</summary>
    public async Task StopAsync()
    {
        if (isStopped)
            return;
        isStopped = true;
        await host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        host.Dispose();
    }
}
