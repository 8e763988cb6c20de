using System.Globalization;
using System.Net.Http.Json;
using CallEvents.Benchmarks.Api;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>The environment of a measured process: stub API, broker and databases as separate processes, and the subscriber.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    private static readonly string OwnAssembly = Path.Combine(AppContext.BaseDirectory, "CallEvents.Benchmarks.dll");

    private readonly RabbitMqServer broker = new();
    private readonly PostgreSqlServer postgreSql = new(durable: true);
    private readonly HttpClient http;
    private readonly ChildProcess api;

    private TestBed()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        api = StartOwnCommand([StubCommand.Name, "--urls", $"{address}"]);
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Api = new Uri(address, "/v1/");
    }

    public Uri Api { get; }

    public int ApiProcess => api.Id;

    public Uri RabbitMq { get; private set; } = null!;

    public CountingSubscriber Subscriber { get; private set; } = null!;

    public static async Task<TestBed> CreateAsync(ThroughputOptions options, CancellationToken cancellationToken)
    {
        var testBed = new TestBed();
        testBed.RabbitMq = options.RabbitMq ?? (await testBed.broker.CreateVhostAsync("benchmark")).Uri;
        testBed.Subscriber = await CountingSubscriber.StartAsync(testBed.RabbitMq, options.QueueType, cancellationToken);
        await Eventually.Be(async () => (await testBed.StatsAsync()).Lists == 0, TimeSpan.FromSeconds(60), "the API is up");
        return testBed;
    }

    /// <summary>Starts a hidden command of this executable as a separate process.</summary>
    public static ChildProcess StartOwnCommand(IEnumerable<string> arguments) =>
        StartDll(OwnAssembly, arguments, [], AppContext.BaseDirectory);

    public static ChildProcess StartDll(
        string dll,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>> environment,
        string folder
    ) => ChildProcess.Start("dotnet", [dll, .. arguments], environment, folder);

    public Task<string> CreateDatabaseAsync(string name) => postgreSql.CreateDatabaseAsync(name);

    public async Task<TrialStart> BeginTrialAsync(int calls, int latency)
    {
        using var response = await http.PostAsync(RelativeUri($"stub/trials?initialCalls={calls}&latencyMs={latency}"), null);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<TrialStart>())!;
    }

    /// <summary>Lets calls arrive at a constant rate, and returns when the last one has arrived.</summary>
    public async Task ArriveAsync(int perSecond, int seconds)
    {
        using var response = await http.PostAsync(RelativeUri($"stub/arrivals?perSecond={perSecond}&seconds={seconds}"), null);
        response.EnsureSuccessStatusCode();
    }

    public async Task<TrialStats> StatsAsync() => (await http.GetFromJsonAsync<TrialStats>(RelativeUri($"stub/stats")))!;

    /// <summary>The monotonic time at which an API response first exposed each arrival, by call id.</summary>
    public async Task<Dictionary<string, long>> ExposedAsync() =>
        (await http.GetFromJsonAsync<Dictionary<string, long>>(RelativeUri($"stub/exposed")))!;

    public async ValueTask DisposeAsync()
    {
        if (Subscriber is not null)
            await Subscriber.DisposeAsync();
        await api.DisposeAsync();
        await broker.DisposeAsync();
        await postgreSql.DisposeAsync();
        http.Dispose();
    }

    private static Uri RelativeUri(FormattableString path) => new(path.ToString(CultureInfo.InvariantCulture), UriKind.Relative);
}
