using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>
/// Applies SQLite's per-connection settings to each opened connection: a write-ahead log, so that readers never block the writer;
/// every commit flushed to disk; foreign keys; a busy timeout for locks of other processes; deleted content overwritten, in the log too.
/// </summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    public static readonly SqliteSettings Instance = new();

    // The timeout first: two processes that open a new file at the same time both switch it to the write-ahead log.
    private const string Settings =
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
        + "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 0;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
