using System.Text;
using CallEvents.TestSupport;
using Npgsql;
using Testcontainers.PostgreSql;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>The PostgreSQL server of all tests, started when a test first creates a database. Each test has its own database.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    internal const string User = "callevents";
    internal const string Password = "callevents";

    /// <summary>Fsync is off, since only a power failure loses data without it; a killed process does not.</summary>
    /// <remarks>
    /// Testcontainers also turns <c>synchronous_commit</c> off, and a kill then loses the last commits. It is set to on here: the later
    /// setting wins.
    /// </remarks>
    internal static readonly string[] Settings =
    [
        "-c",
        "fsync=off",
        "-c",
        "synchronous_commit=on",
        "-c",
        "full_page_writes=on",
        "-c",
        "max_connections=200",
    ];

    private readonly int port = FreePort.Next();
    private readonly ITestServer server;
    private readonly SemaphoreSlim starting = new(1, 1);
    private bool isRunning;
    private int databases;

    public PostgreSqlServer()
        : this(durable: false) { }

    /// <param name="durable">Turns fsync on, to measure the cost of a commit. The later of two settings wins.</param>
    /// <param name="tls">Also accepts TLS connections.</param>
    internal PostgreSqlServer(bool durable, ServerTls? tls = null)
    {
        string[] settings = durable ? [.. Settings, "-c", "fsync=on"] : Settings;
        server = TestServers.UseContainers ? new ContainerServer(BuildContainer(settings, tls)) : new LocalPostgreSql(port, settings, tls);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts the server on the same port and with its data, and waits until it responds to queries.</summary>
    public async Task StartAsync()
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!isRunning)
                await StartServerAsync();
        }
        finally
        {
            starting.Release();
        }
    }

    public async Task StopAsync()
    {
        isRunning = false;
        await server.StopAsync();
    }

    /// <summary>Kills the server with SIGKILL.</summary>
    public async Task KillAsync()
    {
        isRunning = false;
        await server.KillAsync();
    }

    /// <summary>The value for <c>ConnectionStrings:Ledger</c> and <c>ConnectionStrings:State</c>.</summary>
    /// <param name="database">The database's name.</param>
    /// <param name="host">Another name of the same host, for tests of certificate names.</param>
    public string ConnectionString(string database, string? host = null) =>
        $"Host={host ?? server.Host};Port={port};Username={User};Password={Password};Database={database}";

    /// <summary>Creates an empty database for one test; starts the server if it is not running.</summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        await StartAsync();
        name ??= $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(string connectionString, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var source = NpgsqlDataSource.Create($"{connectionString};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task StartServerAsync()
    {
        await server.StartAsync();
        try
        {
            await Eventually.Pass(() => ExecuteAsync("SELECT 1"), condition: "PostgreSQL is up");
        }
        catch (ShouldAssertException e)
        {
            throw new InvalidOperationException($"PostgreSQL did not start. {e.Message}\n{await server.LogAsync()}", e);
        }
        isRunning = true;
    }

    private PostgreSqlContainer BuildContainer(string[] settings, ServerTls? tls)
    {
        if (tls is null)
            return CreateBuilder(settings).Build();

        // The server rejects a key file that other users may read, and its user id differs between images: set the owner in the container.
        const string source = "/tls";
        const string target = "/etc/postgresql-tls";
        const string installFiles =
            $"install -d {target} && install -o postgres -m 600 {source}/* {target}/ && exec docker-entrypoint.sh \"$@\"";
        return tls
            .PostgreSqlFiles.Aggregate(
                CreateBuilder([.. settings, .. ServerTls.PostgreSqlSettings(target)]).WithEntrypoint("/bin/sh", "-c", installFiles, "sh"),
                (builder, file) => builder.WithResourceMapping(Encoding.UTF8.GetBytes(file.Content), $"{source}/{file.Name}")
            )
            .Build();
    }

    private PostgreSqlBuilder CreateBuilder(string[] settings) =>
        new PostgreSqlBuilder("postgres:17-alpine")
            .WithUsername(User)
            .WithPassword(Password)
            .WithDatabase("postgres")
            .WithCommand(settings)
            // A fixed port: one chosen by the engine would change with each start.
            .WithPortBinding(port, PostgreSqlBuilder.PostgreSqlPort);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{ConnectionString("postgres")};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
