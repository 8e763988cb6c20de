using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Answering;
using CallEvents.Simulator.Faults.Arriving;
using CallEvents.Simulator.Serving;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator;

/// <summary>A Revont API on a port of this machine, over a workspace that tests can change while it is served.</summary>
public sealed class RevontSimulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RequestTally tally = new();
    private readonly MisbehaviourPlan plan;
    private readonly Lottery lottery;
    private readonly ServedWorkspace[] served;

    private RevontSimulator(SimulatorOptions options, TimeProvider time)
    {
        ApiKey = options.ApiKey;
        plan = new(options.Scenario, time) { Set = options.Misbehaviour };
        lottery = new(options.Seed, time);
        served = [.. options.ApiKeys.Select((key, number) => Serve(key, options with { Seed = options.Seed + number }, time))];
        Workspaces = [.. served.Select(workspace => workspace.Workspace)];
        app = Build(options, time);
    }

    /// <summary>Where the API is, ending in <c>/v1</c> without a slash.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The key it asks for.</summary>
    public string ApiKey { get; }

    /// <summary>The workspace it serves; of several, the first.</summary>
    public SimulatedWorkspace Workspace => Workspaces[0];

    /// <summary>All workspaces it serves, in the order of their keys.</summary>
    public IReadOnlyList<SimulatedWorkspace> Workspaces { get; }

    /// <summary>What is switched on now, by itself or by the scenario.</summary>
    public Misbehaviour Misbehaviour => plan.Now;

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

    /// <summary>
    /// Switches faults on, in place of those that were on before; a scenario goes on over them. A fault that was on before, the
    /// same object, goes on counting. What is to happen to calls that have arrived stays as it is.
    /// </summary>
    /// <exception cref="ArgumentException">A value is wrong; the message says which, what was found and what is expected.</exception>
    public void Misbehave(Misbehaviour misbehaviour)
    {
        ArgumentNullException.ThrowIfNull(misbehaviour);
        if (misbehaviour.Check() is { } error)
            throw new ArgumentException(error.ToString(), nameof(misbehaviour));

        // Who has arrived by now has arrived under the old rules.
        foreach (var workspace in Workspaces)
            workspace.Count();

        plan.Set = misbehaviour;
    }

    /// <summary>How busy it has been so far.</summary>
    public SimulatorStats ReadStats() => ReadStats(null);

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
        built.Use(new DateOfClock(time, plan, lottery).SetAsync);
        built.Use(new BearerKey(served).CheckAsync);
        built.Use(new MisbehavingAnswers(plan, lottery, time, options.Seed).AnswerAsync);
        new RevontApi(time).Map(built);
        new TruthDoor(served, time, ReadStats).Map(built);
        new MisbehaviourDoor(plan, Misbehave).Map(built);
        return built;
    }

    private ServedWorkspace Serve(string apiKey, SimulatorOptions options, TimeProvider time)
    {
        var workspace = new SimulatedWorkspace(options, time, new ArrivalFaults(plan, lottery, options.Seed));
        return new(apiKey, workspace, new(new(workspace), plan, lottery, time, options.Seed), new(time));
    }

    /// <summary>The same for one workspace, as far as it can be told apart.</summary>
    private SimulatorStats ReadStats(int? number)
    {
        var asked = number is { } one ? [served[one]] : served;
        var counts = asked.Select(it => it.Workspace.Count()).ToArray();
        return new(
            tally.Read(),
            counts.Sum(count => count.Calls),
            counts.Sum(count => count.Arrivals),
            counts.Any(count => count.ArrivalsLeft is null) ? null : counts.Sum(count => count.ArrivalsLeft),
            asked.Sum(it => it.Early.Count),
            lottery.Struck);
    }

    private Uri FindBaseUrl()
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "[::]" or "0.0.0.0" or "+" or "*" ? "127.0.0.1" : address.Host;
        return new($"http://{host}:{address.Port}/v1");
    }
}
