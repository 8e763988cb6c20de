using CallEvents.Simulator.Api;
using CallEvents.Simulator.Api.FaultInjection;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator;

/// <summary>A simulated Revont API on a local port. Tests can change its workspaces while it runs.</summary>
public sealed class RevontSimulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RequestCounter requestCounter = new();
    private readonly FaultPlan plan;
    private readonly FaultSampler sampler;
    private readonly ServedWorkspace[] servedWorkspaces;

    private RevontSimulator(SimulatorOptions options, TimeProvider time)
    {
        ApiKey = options.ApiKey;
        plan = new(options.Scenario, time) { Configured = options.Faults };
        sampler = new(options.Seed, time);
        servedWorkspaces = [.. options.ApiKeys.Select((key, index) => Serve(key, options with { Seed = options.Seed + index }, time))];
        Workspaces = [.. servedWorkspaces.Select(served => served.Workspace)];
        app = Build(options, time);
    }

    /// <summary>The base URL of the API, ending in <c>/v1</c> without a slash.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The API key of the first workspace.</summary>
    public string ApiKey { get; }

    /// <summary>The first workspace, often the only one.</summary>
    public SimulatedWorkspace Workspace => Workspaces[0];

    /// <summary>All workspaces, in the order of their keys.</summary>
    public IReadOnlyList<SimulatedWorkspace> Workspaces { get; }

    /// <summary>The faults that are active now, whether set directly or by the scenario.</summary>
    public FaultOptions Faults => plan.Current;

    /// <summary>Builds the workspaces and serves them. The history is complete when it returns.</summary>
    /// <param name="options">The workspaces, their faults and the address.</param>
    /// <param name="time">The simulator's clock; the system clock when null.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="ArgumentException">
    /// An option is invalid; the message names the option, the value found and the value expected.
    /// </exception>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<RevontSimulator> StartAsync(
        SimulatorOptions options,
        TimeProvider? time = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Check() is { } error)
            throw new ArgumentException(error.ToString(), nameof(options));

        var simulator = new RevontSimulator(options, time ?? TimeProvider.System);
        try
        {
            await simulator.app.StartAsync(ct);
            simulator.BaseUrl = simulator.FindBaseUrl();
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Replaces the configured faults; the faults of a scenario still override them. A fault object that was configured before
    /// keeps its count. Faults already sampled for calls that have arrived do not change.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A value is invalid; the message names the key, the value found and the value expected.
    /// </exception>
    public void SetFaults(FaultOptions faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (faults.Check() is { } error)
            throw new ArgumentException(error.ToString(), nameof(faults));

        // Counting processes all arrivals up to now, so that the previous faults still apply to them.
        foreach (var workspace in Workspaces)
            workspace.CountCalls();

        plan.Configured = faults;
    }

    /// <summary>Counts of requests, calls, arrivals and triggered faults since the start.</summary>
    public SimulatorStats ReadStats() => ReadStats(null);

    /// <summary>Stops the server; requests in progress have two seconds to complete.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <summary>Stops the server and releases the port.</summary>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private WebApplication Build(SimulatorOptions options, TimeProvider time)
    {
        // An empty builder does not read configuration or environment variables of the host process, nor handle its signals.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoopHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var built = builder.Build();
        foreach (var url in options.Urls.Split(';'))
            built.Urls.Add(url);

        built.Use(requestCounter.CountAsync);
        built.Use(new DateHeaderMiddleware(time, plan, sampler).InvokeAsync);
        built.Use(new ApiKeyMiddleware(servedWorkspaces).InvokeAsync);
        built.Use(new FaultInjectionMiddleware(plan, sampler, time, options.Seed).InvokeAsync);
        new RevontApi(time).Map(built);
        new InspectionEndpoints(servedWorkspaces, time, ReadStats).Map(built);
        new FaultEndpoints(plan, SetFaults).Map(built);
        return built;
    }

    private ServedWorkspace Serve(string apiKey, SimulatorOptions options, TimeProvider time)
    {
        var workspace = new SimulatedWorkspace(options, time, new ArrivalFaultSampler(plan, sampler, options.Seed));
        return new(apiKey, workspace, new(new(workspace), plan, sampler, time, options.Seed), new(time));
    }

    /// <summary>The stats of all workspaces, or those of one workspace where they are kept separately.</summary>
    private SimulatorStats ReadStats(int? index)
    {
        var selected = index is { } one ? [servedWorkspaces[one]] : servedWorkspaces;
        var counts = selected.Select(served => served.Workspace.CountCalls()).ToArray();
        return new(
            requestCounter.Read(),
            counts.Sum(count => count.Calls),
            counts.Sum(count => count.Arrivals),
            counts.Any(count => count.ArrivalsLeft is null) ? null : counts.Sum(count => count.ArrivalsLeft),
            selected.Sum(served => served.EarlyRequests.Count),
            sampler.TriggerCounts
        );
    }

    private Uri FindBaseUrl()
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "[::]" or "0.0.0.0" or "+" or "*" ? "127.0.0.1" : address.Host;
        return new($"http://{host}:{address.Port}/v1");
    }
}
