using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.Data.Sqlite;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A simulator, and poller, CRM updater and alerting as separate processes, on a separate virtual host.</summary>
internal sealed class TestStack : IAsyncDisposable
{
    /// <summary>Counts the calls that the CRM updater has written with their transcripts.</summary>
    public const string WrittenCallsSql = "SELECT COUNT(*) FROM crm_records WHERE fields_revision > 0 AND transcript_revision > 0";

    private readonly List<ServiceProcess> commands = [];

    private TestStack(VirtualHost vhost, SimulatorServer revont)
    {
        Broker = vhost;
        Revont = revont;
        Poller = new ServiceProcess("CallEvents.Poller", PollerSettings(Revont.BaseAddress, vhost.Uri));
        CrmUpdater = new ServiceProcess("CallEvents.CrmUpdater", BusSettings(vhost.Uri));
        Alerting = new ServiceProcess("CallEvents.Alerting", BusSettings(vhost.Uri));
    }

    public VirtualHost Broker { get; }

    public SimulatorServer Revont { get; }

    public ServiceProcess Poller { get; }

    public ServiceProcess CrmUpdater { get; }

    public ServiceProcess Alerting { get; }

    /// <summary>A lease that a slow machine does not lose: who takes over publishes again what was sent and not yet marked.</summary>
    public const string LongLease = "00:00:30";

    /// <summary>Starts the simulator only; each test starts the services that it needs.</summary>
    public static async Task<TestStack> StartAsync(RabbitMqServer rabbit, SimulatorOptions options) =>
        new(await rabbit.CreateVhostAsync(), await SimulatorServer.StartAsync(options));

    /// <summary>Configures a separate PostgreSQL database for each service.</summary>
    public async Task UsePostgreSqlAsync(PostgreSqlServer postgres)
    {
        Poller.Settings["ConnectionStrings:Ledger"] = await postgres.CreateDatabaseAsync();
        CrmUpdater.Settings["ConnectionStrings:State"] = await postgres.CreateDatabaseAsync();
        Alerting.Settings["ConnectionStrings:State"] = await postgres.CreateDatabaseAsync();
    }

    public static Dictionary<string, string?> PollerSettings(Uri revont, Uri broker) =>
        new(BusSettings(broker))
        {
            ["Revont:BaseUrl"] = new Uri(revont, "v1").ToString(),
            ["Revont:Workspaces:main:ApiKey"] = "simulator",
            ["Revont:RequestsPerSecond"] = "1000",
            ["Polling:StartFrom"] = TimeProvider
                .System.GetUtcNow()
                .AddDays(-4)
                .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["Polling:Interval"] = "00:00:01",
            ["Polling:LeaseDuration"] = "00:00:02",
            ["Transcripts:FirstRetry"] = "00:00:00.5",
        };

    /// <summary>Creates a poller for tests of the startup. Its settings are valid, but no server listens at its addresses.</summary>
    public static ServiceProcess CreateOfflinePoller(string? ledger = null)
    {
        var settings = PollerSettings(new Uri("http://127.0.0.1:9"), new Uri("amqp://guest:guest@127.0.0.1:9/"));
        if (ledger is not null)
            settings["ConnectionStrings:Ledger"] = ledger;
        return new ServiceProcess("CallEvents.Poller", settings);
    }

    /// <summary>Starts a command of the poller as a process, with the poller's settings and ledger. The stack disposes of it.</summary>
    public ServiceProcess StartCommand(params IEnumerable<string> arguments)
    {
        var settings = new Dictionary<string, string?>(Poller.Settings, StringComparer.Ordinal);
        settings.TryAdd("ConnectionStrings:Ledger", $"Data Source={Path.Combine(Poller.Folder, "callevents.db")}");
        var command = new ServiceProcess("CallEvents.Poller", settings, arguments);
        command.Start();
        commands.Add(command);
        return command;
    }

    /// <summary>Runs a command, and returns its document; fails on any other exit code.</summary>
    public async Task<JsonElement> RunCommandAsync(int exitCode, params IEnumerable<string> arguments)
    {
        var (actual, report) = await StartCommand([.. arguments, "--json"]).ReadReportAsync();
        actual.ShouldBe(exitCode, report.ToString());
        return report;
    }

    /// <summary>Returns every call that the API exposes now, with the available transcripts.</summary>
    public async Task<IReadOnlyList<JsonElement>> ExposedCallsAsync()
    {
        var body = await Revont.Http.GetStringAsync(new Uri("/simulator/calls", UriKind.Relative));
        return [.. JsonSerializer.Deserialize<JsonElement>(body).EnumerateArray()];
    }

    /// <summary>Waits until all calls have arrived.</summary>
    public async Task WaitForLastArrivalAsync() =>
        await Eventually.Be(async () => (await StatsAsync()).GetProperty("arrivals_left").GetInt64() == 0);

    /// <summary>Stops the arrival of calls.</summary>
    /// <returns>The number of calls.</returns>
    public async Task<int> StopArrivalsAsync()
    {
        using var response = await Revont.Http.DeleteAsync(new Uri("/simulator/arrivals", UriKind.Relative));
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("calls").GetInt32();
    }

    public async Task<JsonElement> StatsAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await Revont.Http.GetStringAsync(new Uri("/simulator/stats", UriKind.Relative)));

    /// <summary>How many requests the API has answered.</summary>
    public async Task<long> CountRequestsAsync() =>
        (await StatsAsync()).GetProperty("requests").EnumerateArray().Sum(request => request.GetProperty("count").GetInt64());

    /// <summary>Returns the state of the workspace in the poller's readiness response.</summary>
    public async Task<JsonElement> WorkspaceHealthAsync()
    {
        using var response = await Poller.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        return body.GetProperty("checks").GetProperty("poller").GetProperty("data").GetProperty("main");
    }

    public async Task<bool> HasPendingEventsAsync() => (await WorkspaceHealthAsync()).GetProperty("outboxPending").EnumerateObject().Any();

    /// <summary>The calls that the CRM updater has written with their transcripts, on SQLite.</summary>
    public long CountWrittenCalls() => QuerySqlite(CrmUpdater, "crm-updater.db", WrittenCallsSql, row => row.GetInt64(0))[0];

    public static IReadOnlyList<T> QuerySqlite<T>(ServiceProcess service, string file, string sql, Func<SqliteDataReader, T> row)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(service.Folder, file)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is a constant of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in (IAsyncDisposable[])[.. commands, Alerting, CrmUpdater, Poller, Revont])
            await service.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static Dictionary<string, string?> BusSettings(Uri broker) => new() { ["ConnectionStrings:RabbitMq"] = broker.ToString() };
}
