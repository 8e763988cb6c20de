using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>The one place that knows which database a connection string means.</summary>
internal static class DatabaseProvider
{
    /// <summary>
    /// What a connection string for PostgreSQL says unless it says otherwise. No reset on close: nothing here leaves anything behind in a
    /// session, and behind a proxy that pools transactions the reset would meet somebody else's session. TCP keepalive: a proxy that
    /// has silently dropped an idle connection is noticed before the next commit waits for it.
    /// </summary>
    private const string Defaults = "Application Name=CallEvents;No Reset On Close=true;Tcp Keepalive=true;Tcp Keepalive Time=30;Tcp Keepalive Interval=10;";

    private const string Expected = "a connection string such as 'Data Source=callevents.db', or 'Host=db;Username=callevents;Password=…;Database=callevents' for PostgreSQL";

    public static DatabaseKind KindOf(string connectionString) =>
        connectionString.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase) ? DatabaseKind.PostgreSql : DatabaseKind.Sqlite;

    /// <param name="context">The context's options, made once for each container.</param>
    /// <param name="connectionString">Which database.</param>
    /// <param name="source">Asked for where it is PostgreSQL: the connections of the container.</param>
    public static void Use(DbContextOptionsBuilder context, string connectionString, Func<NpgsqlDataSource> source)
    {
        if (KindOf(connectionString) == DatabaseKind.PostgreSql)
            context.UseNpgsql(source());
        else
            context.UseSqlite(connectionString).AddInterceptors(SqliteSettings.Instance);

        // Whoever asked gets the exception and says what it means; said here as well, an outage is told three times, with the SQL.
        context.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
    }

    public static NpgsqlDataSource Source(DatabaseOptions database) => PostgreSqlSource.Create(database.Key, PostgreSql(database.ConnectionString));

    /// <summary>What is wrong with a connection string, or null.</summary>
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
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
        {
            return Setting.Wrong(key, Setting.Redact(connectionString), Expected);
        }
    }

    private static NpgsqlConnectionStringBuilder PostgreSql(string connectionString) => new(Defaults + connectionString)
    {
        // The detail of a violated constraint quotes the row, with the e-mail address in it, into the exception's message.
        IncludeErrorDetail = false,
    };
}
