using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator;

/// <summary>A Revont API on a port of this machine, over a workspace that tests can change while it is served.</summary>
public sealed class RevontSimulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RequestTally tally = new();

    private RevontSimulator(SimulatorOptions options, TimeProvider time)
    {
        ApiKey = options.ApiKey;
        Workspace = new(options, time);
        app = Build(options, time);
    }

    /// <summary>Where the API is, ending in <c>/v1</c> without a slash.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The key it asks for.</summary>
    public string ApiKey { get; }

    /// <summary>The workspace it serves.</summary>
    public SimulatedWorkspace Workspace { get; }

    /// <summary>Builds the workspace and serves it. Calls created before now are there when it returns.</summary>
    /// <param name="options">What to simulate and where.</param>
    /// <param name="time">The simulator's clock; the machine's when null.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message says which, what was found and what is expected.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<RevontSimulator> StartAsync(
        SimulatorOptions options, TimeProvider? time = null, CancellationToken ct = default)
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

    /// <summary>How busy it has been so far.</summary>
    public SimulatorStats ReadStats()
    {
        var (calls, arrivals, arrivalsLeft) = Workspace.Count();
        return new(tally.Read(), calls, arrivals, arrivalsLeft);
    }

    /// <summary>Stops serving; requests under way have two seconds to end.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <summary>Stops serving and frees the port.</summary>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private WebApplication Build(SimulatorOptions options, TimeProvider time)
    {
        // An empty builder: no settings, variables or signal handlers of the process that this may only be a guest in.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var built = builder.Build();
        foreach (var url in options.Urls.Split(';'))
            built.Urls.Add(url);

        built.Use(tally.CountAsync);
        built.Use(new DateOfClock(time).SetAsync);
        built.Use(new BearerKey(ApiKey).CheckAsync);
        new RevontApi(Workspace, new KeysetPager(Workspace)).Map(built);
        new TruthDoor(Workspace, time, ReadStats).Map(built);
        return built;
    }

    private Uri FindBaseUrl()
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "[::]" or "0.0.0.0" or "+" or "*" ? "127.0.0.1" : address.Host;
        return new($"http://{host}:{address.Port}/v1");
    }
}
