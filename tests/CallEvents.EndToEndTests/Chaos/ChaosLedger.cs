using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>The poller's ledger as its judge reads it, on either database.</summary>
internal sealed class ChaosLedger(Func<DbConnection> connect)
{
    /// <summary>The <c>Retry-After</c> that is stored, if any. A poller may be killed before it has made its tables.</summary>
    public async Task<DateTimeOffset?> NotBeforeAsync()
    {
        try
        {
            return await ReadAsync("SELECT api_paused_until FROM workspaces") is { } stored ? Time(stored) : null;
        }
        catch (DbException exception) when (exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } or SqliteException { SqliteErrorCode: 1 or 14 })
        {
            return null;
        }
    }

    /// <summary>The oldest start of a completed re-read over the lines of the schedule.</summary>
    public async Task<DateTimeOffset?> LastRereadAsync() =>
        await ReadAsync("SELECT MIN(last_start) FROM reread_windows") is { } stored ? Time(stored) : null;

    /// <summary>Gaps and parked items: by kind, what is set aside.</summary>
    public Task<long> SetAsideAsync() => CountAsync("SELECT (SELECT COUNT(*) FROM gaps) + (SELECT COUNT(*) FROM parked)");

    public Task<long> DueAsync() => CountAsync("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL");

    /// <summary>Brings the hourly retries forward: the hour has gone by, for all that the poller can tell.</summary>
    public async Task LetAnHourPassAsync()
    {
        await WriteAsync("UPDATE gaps SET next_retry_at = 0");
        await WriteAsync("UPDATE parked SET next_retry_at = 0");
        await WriteAsync("UPDATE calls SET next_check_at = 0 WHERE next_check_at IS NOT NULL");
    }

    private static DateTimeOffset Time(object stored) =>
        DateTimeOffset.UnixEpoch.AddTicks(Convert.ToInt64(stored, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);

    private async Task<long> CountAsync(string sql) => Convert.ToInt64(await ReadAsync(sql), CultureInfo.InvariantCulture);

    private async Task<object?> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    private async Task WriteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DbConnection> OpenAsync()
    {
        var connection = connect();
        await connection.OpenAsync();
        return connection;
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
