using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults;

/// <summary>The one place that knows which database a connection string means.</summary>
internal static class DatabaseProvider
{
    public static void Use(DbContextOptionsBuilder context, string connectionString) =>
        context.UseSqlite(connectionString).AddInterceptors(SqliteSettings.Instance);

    /// <summary>What is wrong with a connection string, or null.</summary>
    public static string? Problem(string key, string connectionString)
    {
        if (connectionString.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase))
            return Wrong("a SQLite connection string such as 'Data Source=callevents.db' (PostgreSQL is not supported yet)");

        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0 ? null : Wrong("a connection string such as 'Data Source=callevents.db'");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return Wrong("a connection string such as 'Data Source=callevents.db'");
        }

        string Wrong(string expected) => Setting.Wrong(key, Setting.Redact(connectionString), expected);
    }
}
