using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>Reads the poller's ledger, on either database, and makes its retries due.</summary>
internal sealed class ChaosLedger(Func<DbConnection> connect)
{
    /// <summary>The stored <c>Retry-After</c>, if any. The poller may be killed before it has created its tables.</summary>
    public async Task<DateTimeOffset?> ApiPausedUntilAsync()
    {
        try
        {
            return await ReadAsync("SELECT api_paused_until FROM workspaces") is { } stored ? ToTime(stored) : null;
        }
        catch (DbException exception) when (IsMissingSchema(exception))
        {
            return null;
        }
    }

    /// <summary>The start of the last completed re-read of the window that is furthest behind.</summary>
    public async Task<DateTimeOffset?> OldestRereadAsync() =>
        await ReadAsync("SELECT MIN(last_start) FROM reread_windows") is { } stored ? ToTime(stored) : null;

    public Task<long> CountGapsAndParkedAsync() => CountAsync("SELECT (SELECT COUNT(*) FROM gaps) + (SELECT COUNT(*) FROM parked)");

    public Task<long> CountPendingAsync() => CountAsync("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL AND discarded_at IS NULL");

    /// <summary>Makes the hourly retries and the transcript checks due now, as if an hour had passed.</summary>
    public async Task MakeRetriesDueAsync()
    {
        await WriteAsync("UPDATE gaps SET next_retry_at = 0");
        await WriteAsync("UPDATE parked SET next_retry_at = 0");
        await WriteAsync("UPDATE calls SET next_check_at = 0 WHERE next_check_at IS NOT NULL");
    }

    private static bool IsMissingSchema(DbException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } or SqliteException { SqliteErrorCode: 1 or 14 };

    private static DateTimeOffset ToTime(object stored) =>
        DateTimeOffset.UnixEpoch.AddTicks(Convert.ToInt64(stored, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);

    private async Task<long> CountAsync(string sql) => Convert.ToInt64(await ReadAsync(sql), CultureInfo.InvariantCulture);

    private async Task<object?> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = CreateCommand(connection, sql);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    private async Task WriteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = CreateCommand(connection, sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DbConnection> OpenAsync()
    {
        var connection = connect();
        await connection.OpenAsync();
        return connection;
    }

    private static DbCommand CreateCommand(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is a constant of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
