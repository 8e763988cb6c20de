using CallEvents.Alerting;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Alerting.State;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.State;
using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.Local.WireTap;
using CallEvents.Poller;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Simulator.Api;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>Builds one host that contains the bus, the three services and the view.</summary>
internal static class LocalHost
{
    /// <summary>Any free port, for this machine only: a run must not fail since another service has the port.</summary>
    private const string StatusPageAddress = "http://127.0.0.1:0";

    public static IHost Build(
        LocalOptions options,
        DataFolder folder,
        IRevont revont,
        RunProgress progress,
        IAnsiConsole console,
        TimeProvider time
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton(time);
        if (options.Telemetry is { } collector)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector });
        DefaultSettings.Insert(builder.Configuration, revont.DefaultSettings.Append(new("urls", StatusPageAddress)));
        builder.AddServiceDefaults("callevents-local");
        AddConnectionSettings(builder, options, folder, revont);
        LogToFile(builder, folder, time);

        // The bus first: it starts before the poller publishes anything, and stops last.
        _ = options.RabbitMq is null ? AddInMemoryBus(builder) : builder.AddBus();
        builder.AddBusConsumer<WireTapConsumer, WireTapConsumerDefinition>();
        builder.AddPoller();
        builder.AddCrmUpdater();
        builder.AddAlerting();

        builder.Services.AddSingleton(options).AddSingleton(folder).AddSingleton(revont).AddSingleton(progress);
        builder.Services.AddSingleton<ReceivedEvents>().AddSingleton<ServiceStatuses>().AddSingleton<SnapshotReader>();
        builder.Services.AddSingleton<DeliveryRecordReader>().AddSingleton<FinalVerification>();
        builder.Services.AddSingleton<IHostLifetime, NoopHostLifetime>();
        AddView(builder.Services, console);
        var host = builder.Build();
        host.MapServiceDefaults();
        return host;
    }

    private static void AddView(IServiceCollection services, IAnsiConsole console)
    {
        services.AddSingleton(console).AddSingleton(Console.Out);
        services
            .AddSingleton(provider => new StatusAddress(() => Listening(provider)))
            .AddSingleton<Header>()
            .AddSingleton<Dashboard>()
            .AddSingleton<Summary>();
        _ = TerminalView.IsSupported(console) ? services.AddSingleton<IView, TerminalView>() : services.AddSingleton<IView, PlainView>();
    }

    private static string? Listening(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    /// <summary>
    /// The command line overrides the settings, so that simulated calls never reach a real ledger and a real key never reaches
    /// the simulator.
    /// </summary>
    private static void AddConnectionSettings(WebApplicationBuilder builder, LocalOptions options, DataFolder folder, IRevont revont)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = folder.GetConnectionString("ledger.db"),
            ["ConnectionStrings:RabbitMq"] = options.RabbitMq,
        };
        if (revont.BaseUrl is { } address)
            settings["Revont:BaseUrl"] = address.ToString();
        if (options.RulesFile is { } rules)
            AddRules(builder, settings, rules);
        builder.Configuration.AddInMemoryCollection(settings);

        builder.Services.PostConfigure<RevontOptions>(api =>
            api.Workspaces = new() { [LocalOptions.WorkspaceName] = new WorkspaceOptions { ApiKey = revont.ApiKey } }
        );

        // As separate services, both read ConnectionStrings:State; here each needs a database of its own.
        builder.Services.PostConfigure<DatabaseOptions>(
            nameof(CrmDbContext),
            database => database.ConnectionString = folder.GetConnectionString("crm-updater.db")
        );
        builder.Services.PostConfigure<DatabaseOptions>(
            nameof(AlertingDbContext),
            database => database.ConnectionString = folder.GetConnectionString("alerting.db")
        );
    }

    /// <summary>Each channel that the rules name writes to the log: what is simulated never reaches people.</summary>
    private static void AddRules(WebApplicationBuilder builder, Dictionary<string, string?> settings, string rules)
    {
        settings["Alerting:RulesFile"] = rules;
        var named = RulesFile.Parse(File.ReadAllText(rules), rules).Value?.Channels ?? [];
        foreach (var channel in named)
        {
            if (channel == LogChannel.TypeName)
                continue;
            settings[$"Channels:{channel}:{nameof(ChannelOptions.Type)}"] = LogChannel.TypeName;
            settings[$"Channels:{channel}:{nameof(ChannelOptions.PerMinute)}"] = "6000";
        }
    }

    private static void LogToFile(WebApplicationBuilder builder, DataFolder folder, TimeProvider time)
    {
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.None);
        builder.Services.AddSingleton<ILoggerProvider>(_ => new FileLoggerProvider(folder.LogFile, time));
    }

    private static IHostApplicationBuilder AddInMemoryBus(WebApplicationBuilder builder)
    {
        // An in-memory exchange drops messages that are published before its queues are bound.
        builder.Services.PostConfigure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = true);
        return builder.AddInMemoryBus();
    }
}
