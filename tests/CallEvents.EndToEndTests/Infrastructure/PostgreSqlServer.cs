using System.Text;
using CallEvents.TestSupport;
using Npgsql;
using Testcontainers.PostgreSql;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>The PostgreSQL of all tests, started when the first one asks for a database. Each test has its own database.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    internal const string User = "callevents";
    internal const string Password = "callevents";

    /// <summary>A killed process loses nothing without fsync, only a machine without power does.</summary>
    /// <remarks>
    /// Testcontainers turns synchronous commits off as well, and a kill then loses what was committed last: back on, the later one counts.
    /// </remarks>
    internal static readonly string[] Settings =
        ["-c", "fsync=off", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=200"];

    private readonly int port = FreePort.Next();
    private readonly ITestServer server;
    private bool isRunning;
    private int databases;

    public PostgreSqlServer()
        : this(durable: false)
    {
    }

    /// <param name="durable">With fsync after all, for a measure of what a commit costs. Of two settings the later one counts.</param>
    /// <param name="tls">Takes connections by TLS too.</param>
    internal PostgreSqlServer(bool durable, ServerTls? tls = null)
    {
        string[] settings = durable ? [.. Settings, "-c", "fsync=on"] : Settings;
        server = TestServers.AreContainers ? new ContainerServer(Container(settings, tls)) : new LocalPostgreSql(port, settings, tls);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns when it answers queries again, on the same port and with its data.</summary>
    public async Task StartAsync()
    {
        if (isRunning)
            return;
        await server.StartAsync();
        try
        {
            await Eventually.Pass(() => ExecuteAsync("SELECT 1"), TimeSpan.FromSeconds(60), "PostgreSQL is up");
        }
        catch (ShouldAssertException e)
        {
            throw new InvalidOperationException($"PostgreSQL did not start. {e.Message}\n{await server.LogAsync()}", e);
        }
        isRunning = true;
    }

    public async Task StopAsync()
    {
        isRunning = false;
        await server.StopAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        isRunning = false;
        await server.KillAsync();
    }

    /// <summary>For <c>ConnectionStrings:Ledger</c> and <c>ConnectionStrings:State</c>.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="host">Another name of the same machine, where the name counts.</param>
    public string ConnectionString(string database, string? host = null) =>
        $"Host={host ?? server.Host};Port={port};Username={User};Password={Password};Database={database}";

    /// <summary>An empty database that nobody else uses; starts the server if it is not running.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        await StartAsync();
        name ??= $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var source = NpgsqlDataSource.Create($"{database};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private PostgreSqlContainer Container(string[] settings, ServerTls? tls)
    {
        if (tls is null)
            return Builder(settings).Build();

        // The server takes no key that others may read, and who it is differs from image to image.
        const string from = "/tls";
        const string folder = "/etc/postgresql-tls";
        const string giveItsFiles = $"install -d {folder} && install -o postgres -m 600 {from}/* {folder}/ && exec docker-entrypoint.sh \"$@\"";
        return tls.FilesOfPostgreSql.Aggregate(
            Builder([.. settings, .. ServerTls.SettingsOfPostgreSql(folder)]).WithEntrypoint("/bin/sh", "-c", giveItsFiles, "sh"),
            (builder, file) => builder.WithResourceMapping(Encoding.UTF8.GetBytes(file.Content), $"{from}/{file.Name}")).Build();
    }

    private PostgreSqlBuilder Builder(string[] settings) => new PostgreSqlBuilder("postgres:17-alpine")
        .WithUsername(User)
        .WithPassword(Password)
        .WithDatabase("postgres")
        .WithCommand(settings)
        // A port of the engine's choice would be another one after each start.
        .WithPortBinding(port, PostgreSqlBuilder.PostgreSqlPort);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{ConnectionString("postgres")};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
