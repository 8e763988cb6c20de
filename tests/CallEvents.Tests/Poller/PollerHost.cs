using CallEvents.Poller;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Bus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Poller;

/// <summary>A poller in this process, through its one door: real HTTP, a real ledger file, the in-memory bus.</summary>
internal sealed class PollerHost : IAsyncDisposable
{
    private readonly IHost host;
    private bool isStopped;

    private PollerHost(IHost host, string ledger)
    {
        this.host = host;
        Ledger = ledger;
        Told = host.Services.GetRequiredService<Told>();
        Logged = host.Services.GetRequiredService<Logged>();
    }

    public string Ledger { get; }

    public Told Told { get; }

    public Logged Logged { get; }

    public WorkspaceStatus Status => host.Services.GetRequiredService<PollerStatus>().Of("main");

    public T Service<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public LedgerDbContext OpenLedger() => host.Services.GetRequiredService<IDbContextFactory<LedgerDbContext>>().CreateDbContext();

    public static async Task<PollerHost> StartAsync(
        Uri api, string? ledger = null, string apiKey = "simulator", Dictionary<string, string?>? settings = null, Action<IHostApplicationBuilder>? change = null)
    {
        ledger ??= NewLedger();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Revont:BaseUrl"] = api.ToString(),
            ["Revont:Workspaces:main:ApiKey"] = apiKey,
            ["Revont:RequestsPerSecond"] = "100000",
            ["ConnectionStrings:Ledger"] = $"Data Source={ledger}",
            ["Polling:StartFrom"] = "2020-01-01T00:00:00Z",
            ["Polling:SliceLength"] = "366.00:00:00",
            ["Polling:Interval"] = "00:00:00.2",
            ["Transcripts:FirstRetry"] = "00:00:00.1",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Told>().AddSingleton<Logged>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<Logged>());
        builder.AddInMemoryBus().AddBusConsumer<TellConsumer, TellConsumerDefinition>().AddPoller();
        change?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new PollerHost(host, ledger);
    }

    public static string NewLedger() => Path.Combine(TemporaryFolder.Create(), "ledger.db");

    public async ValueTask DisposeAsync()
    {
        if (isStopped)
            return;
        isStopped = true;
        await host.StopAsync();
        host.Dispose();
    }
}
