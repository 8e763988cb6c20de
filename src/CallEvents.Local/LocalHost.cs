using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.Local.WireTap;
using CallEvents.Poller;
using CallEvents.Poller.Api;
using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Simulator.Api;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>Puts the three services, each through its one door, into one host with a bus between them.</summary>
internal static class LocalHost
{
    public static IHost Build(LocalOptions options, DataFolder folder, IRevont revont, Session session, IAnsiConsole console, TimeProvider time)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(time);
        builder.AddServiceDefaults("callevents-local");
        DefaultSettings.Insert(builder.Configuration, revont.Defaults);
        Connect(builder, options, folder, revont);
        MoveLogs(builder, folder, time);

        // The bus first: it is up before the poller tells anything, and goes last.
        _ = options.RabbitMq is null ? AddInMemoryBus(builder) : builder.AddBus();
        builder.AddBusConsumer<HearConsumer, HearConsumerDefinition>();
        builder.AddPoller();
        builder.AddCrmUpdater();
        builder.AddAlerting();

        builder.Services.AddSingleton(options).AddSingleton(folder).AddSingleton(revont).AddSingleton(session);
        builder.Services.AddSingleton<Heard>().AddSingleton<SnapshotReader>().AddSingleton<EvidenceReader>().AddSingleton<Finish>();
        builder.Services.AddSingleton<IHostLifetime, NoopHostLifetime>();
        AddView(builder.Services, console);
        return builder.Build();
    }

    private static void AddView(IServiceCollection services, IAnsiConsole console)
    {
        services.AddSingleton(console).AddSingleton(Console.Out);
        services.AddSingleton<Header>().AddSingleton<Dashboard>().AddSingleton<Summary>();
        _ = TerminalView.Fits(console) ? services.AddSingleton<IView, TerminalView>() : services.AddSingleton<IView, PlainView>();
    }

    /// <summary>What the command line decides, whatever the settings say: no simulated call may meet a real ledger, nor a real key the simulator.</summary>
    private static void Connect(HostApplicationBuilder builder, LocalOptions options, DataFolder folder, IRevont revont)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = folder.Database("ledger.db"),
            ["ConnectionStrings:RabbitMq"] = options.RabbitMq,
        };
        if (revont.BaseUrl is { } address)
            settings["Revont:BaseUrl"] = address.ToString();
        builder.Configuration.AddInMemoryCollection(settings);

        builder.Services.PostConfigure<RevontOptions>(api =>
            api.Workspaces = new() { [IRevont.Workspace] = new WorkspaceOptions { ApiKey = revont.ApiKey } });

        // Both read ConnectionStrings:State, as services of their own.
        builder.Services.PostConfigure<DatabaseOptions>(nameof(CrmUpdater.State.CrmDbContext), state => state.ConnectionString = folder.Database("crm-updater.db"));
        builder.Services.PostConfigure<DatabaseOptions>(nameof(Alerting.State.AlertingDbContext), state => state.ConnectionString = folder.Database("alerting.db"));
    }

    private static void MoveLogs(HostApplicationBuilder builder, DataFolder folder, TimeProvider time)
    {
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.None);
        builder.Services.AddSingleton<ILoggerProvider>(_ => new FileLogs(folder.LogFile, time));
    }

    private static IHostApplicationBuilder AddInMemoryBus(HostApplicationBuilder builder)
    {
        // An exchange in memory forgets what comes before its queues are bound.
        builder.Services.PostConfigure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = true);
        return builder.AddInMemoryBus();
    }
}
