using CallEvents.LedgerSpecs;
using CallEvents.Tests.Poller.Hosting;
using Microsoft.Data.Sqlite;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Creates ledgers, each in its own SQLite file.</summary>
internal static class LedgerFile
{
    public static string NewConnectionString() => $"Data Source={PollerHost.NewLedgerPath()}";

    public static Task<string> CreateDatabaseAsync() => Task.FromResult(NewConnectionString());

    /// <summary>Executes one statement on the file of a database.</summary>
    public static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public static Task<TestLedger> CreateAsync() => TestLedger.OpenAsync(NewConnectionString());
}
