using CallEvents.Alerting;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.State;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.State;
using CallEvents.Poller;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Deployment;

/// <summary>A service built with the settings of its manifests, and never started.</summary>
internal sealed class ConfiguredService : IAsyncDisposable
{
    private static readonly Dictionary<string, Action<IHostApplicationBuilder>> Registrations = new()
    {
        ["poller"] = builder => builder.AddPoller(),
        ["crm-updater"] = builder => builder.AddCrmUpdater(),
        ["alerting"] = builder => builder.AddAlerting(),
    };

    private static readonly string[] Contexts = [nameof(LedgerDbContext), nameof(CrmDbContext), nameof(AlertingDbContext)];

    private readonly WebApplication app;
    private readonly TrackedSettings settings;

    private ConfiguredService(WebApplication app, TrackedSettings settings) => (this.app, this.settings) = (app, settings);

    public static IReadOnlyCollection<string> Names => Registrations.Keys;

    /// <summary>The queue of each subscriber, as its consumer definition names it.</summary>
    public static IReadOnlyDictionary<string, string> Queues { get; } =
        new Dictionary<string, string>
        {
            ["crm-updater"] = QueueOf(new LogCallConsumerDefinition(Options.Create(new CrmOptions()))),
            ["alerting"] = QueueOf(new RaiseAlertsConsumerDefinition(Options.Create(new AlertingOptions()))),
        };

    public IEnumerable<string> Routes =>
        ((IEndpointRouteBuilder)app)
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(route => route.RoutePattern.RawText!);

    public TimeSpan HostShutdownTimeout => Value<HostOptions>().ShutdownTimeout;

    public TimeSpan BusStopTimeout => Value<MassTransitHostOptions>().StopTimeout!.Value;

    public Uri ListenAddress => new(app.Configuration["urls"]!.Replace("+", "any", StringComparison.Ordinal));

    public DatabaseOptions Database =>
        Contexts
            .Select(app.Services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get)
            .Single(database => database.Key.Length > 0);

    public BrokerAddress Broker => Value<BrokerOptions>().Address;

    public static ConfiguredService Of(Workload workload, Overlay overlay) =>
        Build(
            workload.Name,
            workload
                .Environment(overlay)
                .Concat(workload.SecretFiles(overlay))
                .Select(pair => KeyValuePair.Create(pair.Key, MountedAuthority.Substitute(pair.Value, workload)))
        );

    public static ConfiguredService Build(string name, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var settings = new TrackedSettings(variables);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        ((IConfigurationBuilder)builder.Configuration).Add(settings);
        builder.AddServiceDefaults(name);
        Registrations[name](builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        return new ConfiguredService(app, settings);
    }

    /// <summary>Runs the validation that the service runs on start.</summary>
    public void Validate() => app.Services.GetRequiredService<IStartupValidator>().Validate();

    /// <summary>The variables that the service does not read during its start.</summary>
    public IReadOnlyList<string> FindUnreadVariables()
    {
        Validate();
        return settings.Unread;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private T Value<T>()
        where T : class => app.Services.GetRequiredService<IOptions<T>>().Value;

    private static string QueueOf(IConsumerDefinition definition) => definition.GetEndpointName(DefaultEndpointNameFormatter.Instance);
}
