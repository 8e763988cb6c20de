using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using Microsoft.Data.Sqlite;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A company that uses Revont and CallEvents: simulator, poller, CRM updater and alerting as processes of their own, on a broker of their own.</summary>
internal sealed class Company : IAsyncDisposable
{
    private Company(VirtualHost vhost, string[] simulator)
    {
        Broker = vhost;
        Revont = new ServiceProcess("CallEvents.Simulator", [], simulator);
        Poller = new ServiceProcess("CallEvents.Poller", PollerSettings(Revont.BaseAddress, vhost.Uri));
        CrmUpdater = new ServiceProcess("CallEvents.CrmUpdater", Bus(vhost.Uri));
        Alerting = new ServiceProcess("CallEvents.Alerting", Bus(vhost.Uri));
    }

    public VirtualHost Broker { get; }

    public ServiceProcess Revont { get; }

    public ServiceProcess Poller { get; }

    public ServiceProcess CrmUpdater { get; }

    public ServiceProcess Alerting { get; }

    public static async Task<Company> FoundAsync(RabbitMqServer rabbit, params string[] simulator)
    {
        var company = new Company(await rabbit.CreateVhostAsync(), simulator);
        company.Revont.Start();
        await company.Revont.WaitUntilReadyAsync();
        return company;
    }

    /// <summary>Everybody's state goes to databases of their own on this server.</summary>
    public async Task KeepStateInAsync(PostgreSqlServer postgres)
    {
        Poller.Settings["ConnectionStrings:Ledger"] = await postgres.CreateDatabaseAsync();
        CrmUpdater.Settings["ConnectionStrings:State"] = await postgres.CreateDatabaseAsync();
        Alerting.Settings["ConnectionStrings:State"] = await postgres.CreateDatabaseAsync();
    }

    public static Dictionary<string, string?> PollerSettings(Uri revont, Uri broker) => new(Bus(broker))
    {
        ["Revont:BaseUrl"] = new Uri(revont, "v1").ToString(),
        ["Revont:Workspaces:main:ApiKey"] = "simulator",
        ["Revont:RequestsPerSecond"] = "1000",
        ["Polling:StartFrom"] = TimeProvider.System.GetUtcNow().AddDays(-4).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["Polling:Interval"] = "00:00:00.5",
        ["Polling:LeaseDuration"] = "00:00:02",
        ["Transcripts:FirstRetry"] = "00:00:00.5",
    };

    /// <summary>Everything the API has shown by now, with the transcripts that are ready.</summary>
    public async Task<IReadOnlyList<JsonElement>> TruthAsync()
    {
        var body = await Revont.Http.GetStringAsync(new Uri("/simulator/calls", UriKind.Relative));
        return [.. JsonSerializer.Deserialize<JsonElement>(body).EnumerateArray()];
    }

    /// <summary>How many calls there are when no more arrive.</summary>
    public async Task WaitUntilNoMoreArriveAsync() =>
        await Eventually.Be(async () => (await StatsAsync()).GetProperty("arrivals_left").GetInt64() == 0, TimeSpan.FromSeconds(60));

    /// <summary>No more arrive from now on. How many calls there are.</summary>
    public async Task<int> StopArrivalsAsync()
    {
        using var answer = await Revont.Http.DeleteAsync(new Uri("/simulator/arrivals", UriKind.Relative));
        return JsonSerializer.Deserialize<JsonElement>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).GetProperty("calls").GetInt32();
    }

    public async Task<JsonElement> StatsAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await Revont.Http.GetStringAsync(new Uri("/simulator/stats", UriKind.Relative)));

    /// <summary>What the poller says of its workspace.</summary>
    public async Task<JsonElement> WorkspaceAsync()
    {
        using var answer = await Poller.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return body.GetProperty("checks").GetProperty("poller").GetProperty("data").GetProperty("main");
    }

    public static IReadOnlyList<T> Query<T>(ServiceProcess service, string file, string sql, Func<SqliteDataReader, T> row)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(service.Folder, file)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
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
        foreach (var service in (ServiceProcess[])[Alerting, CrmUpdater, Poller, Revont])
            await service.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static Dictionary<string, string?> Bus(Uri broker) => new() { ["ConnectionStrings:RabbitMq"] = broker.ToString() };
}
