using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Chooses and configures the EF Core provider by the connection string.</summary>
internal static class DatabaseProvider
{
    /// <summary>
    /// Defaults of a PostgreSQL connection string. No reset on close: no session state is used, and behind a transaction-pooling proxy
    /// the reset could reach another client's session. TCP keepalive: a connection that a proxy has silently dropped is detected before the
    /// next commit waits for it.
    /// </summary>
    private const string Defaults =
        "Application Name=CallEvents;No Reset On Close=true;Tcp Keepalive=true;Tcp Keepalive Time=30;Tcp Keepalive Interval=10;";

    private const string Expected =
        "a connection string such as 'Data Source=callevents.db', "
        + "or 'Host=db;Username=callevents;Password=…;Database=callevents' for PostgreSQL";

    public static DatabaseKind KindOf(string connectionString) =>
        connectionString.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase)
            ? DatabaseKind.PostgreSql
            : DatabaseKind.Sqlite;

    /// <param name="context">The context's options, made once for each container.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="source">Called for PostgreSQL: the container's connections.</param>
    public static void Use(DbContextOptionsBuilder context, string connectionString, Func<NpgsqlDataSource> source)
    {
        if (KindOf(connectionString) == DatabaseKind.PostgreSql)
            context.UseNpgsql(source());
        else
            context.UseSqlite(connectionString).AddInterceptors(SqliteSettings.Instance);

        // The caller gets the exception and logs what it means; logged here as well, an outage is logged three times, with the SQL.
        context.ConfigureWarnings(warnings =>
            warnings.Log(
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.TransactionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug)
            )
        );
    }

    public static NpgsqlDataSource Source(DatabaseOptions database) =>
        PostgreSqlSource.Create(database.Key, PostgreSql(database.ConnectionString));

    /// <summary>What is wrong with a connection string; null when nothing is.</summary>
    public static string? Problem(string key, string connectionString)
    {
        try
        {
            var server = KindOf(connectionString) == DatabaseKind.PostgreSql ? PostgreSql(connectionString) : null;
            var place = server is null ? new SqliteConnectionStringBuilder(connectionString).DataSource : server.Host;
            return string.IsNullOrWhiteSpace(place) ? Setting.Wrong(key, Setting.Redact(connectionString), Expected)
                : server is null ? null
                : PostgreSqlSource.Problem(key, server);
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
        {
            return Setting.Wrong(key, Setting.Redact(connectionString), Expected);
        }
    }

    private static NpgsqlConnectionStringBuilder PostgreSql(string connectionString) =>
        new(Defaults + connectionString)
        {
            // The detail of a violated constraint puts the row, e-mail address included, into the exception's message.
            IncludeErrorDetail = false,
        };
}
