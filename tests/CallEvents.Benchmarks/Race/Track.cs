using System.Globalization;
using System.Net.Http.Json;
using CallEvents.Benchmarks.Api;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.Benchmarks.Race;

/// <summary>What both contestants run on: the API, the broker and the databases, each a process of its own, and the subscriber.</summary>
internal sealed class Track : IAsyncDisposable
{
    private static readonly string Self = Path.Combine(AppContext.BaseDirectory, "CallEvents.Benchmarks.dll");

    private readonly RabbitMqServer broker = new();
    private readonly PostgreSqlServer postgreSql = new(durable: true);
    private readonly HttpClient http;
    private readonly ChildProcess api;

    private Track()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        api = RunSelf([StubCommand.Name, "--urls", $"{address}"]);
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Api = new Uri(address, "/v1/");
    }

    public Uri Api { get; }

    public int ApiProcess => api.Id;

    public Uri RabbitMq { get; private set; } = null!;

    public Subscriber Subscriber { get; private set; } = null!;

    public static async Task<Track> OpenAsync(RaceOptions options, CancellationToken cancellationToken)
    {
        var track = new Track();
        track.RabbitMq = options.RabbitMq ?? (await track.broker.CreateVhostAsync("race")).Uri;
        track.Subscriber = await Subscriber.BeginAsync(track.RabbitMq, options.QueueType, cancellationToken);
        await Eventually.Be(async () => (await track.StatsAsync()).Lists == 0, TimeSpan.FromSeconds(60), "the API is up");
        return track;
    }

    /// <summary>One of this executable's own hidden commands.</summary>
    public static ChildProcess RunSelf(IEnumerable<string> arguments) => Run(Self, arguments, [], AppContext.BaseDirectory);

    public static ChildProcess Run(string dll, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> environment, string folder) =>
        ChildProcess.Start("dotnet", [dll, .. arguments], environment, folder);

    public Task<string> CreateDatabaseAsync(string name) => postgreSql.CreateDatabaseAsync(name);

    public async Task<HeatStart> BeginAsync(int calls, int latency)
    {
        using var answer = await http.PostAsync(Relative($"race/heats?before={calls}&latencyMs={latency}"), null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<HeatStart>())!;
    }

    /// <summary>Returns when the last of them has arrived.</summary>
    public async Task ArriveAsync(int perSecond, int seconds)
    {
        using var answer = await http.PostAsync(Relative($"race/arrivals?perSecond={perSecond}&seconds={seconds}"), null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<HeatStats> StatsAsync() => (await http.GetFromJsonAsync<HeatStats>(Relative($"race/stats")))!;

    public async Task<Dictionary<string, long>> ShownAsync() => (await http.GetFromJsonAsync<Dictionary<string, long>>(Relative($"race/shown")))!;

    public async ValueTask DisposeAsync()
    {
        if (Subscriber is not null)
            await Subscriber.DisposeAsync();
        await api.DisposeAsync();
        await broker.DisposeAsync();
        await postgreSql.DisposeAsync();
        http.Dispose();
    }

    private static Uri Relative(FormattableString path) => new(path.ToString(CultureInfo.InvariantCulture), UriKind.Relative);
}
