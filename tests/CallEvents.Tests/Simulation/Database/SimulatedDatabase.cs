using System.Globalization;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>A real SQLite database in memory, which outlives the processes that use it.</summary>
internal sealed class SimulatedDatabase : IDisposable
{
    private static readonly Lock Sync = new();
    private static readonly Lazy<SqliteConnection> Migrated = new(Migrate);
    private static int created;

    private readonly SqliteConnection connection;

    public SimulatedDatabase()
    {
        ConnectionString = $"Data Source=simulation-{Interlocked.Increment(ref created)};Mode=Memory;Cache=Shared;Pooling=False";
        connection = new SqliteConnection(ConnectionString);
        connection.Open();
        lock (Sync)
            Migrated.Value.BackupDatabase(connection);
    }

    public string ConnectionString { get; }

    /// <summary>As of the last commit.</summary>
    public LedgerProgress LastProgress { get; set; }

    public long Count(string sql) => Convert.ToInt64(Read(sql) ?? 0L, CultureInfo.InvariantCulture);

    public object? Read(string sql)
    {
        using var command = CreateCommand(sql);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Write(string sql)
    {
        using var command = CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Writes a job, as a command does.</summary>
    public void AddJob(JobKind kind, DateTimeOffset from, DateTimeOffset to, string? calls) =>
        Write(
            $"""
            INSERT INTO jobs (workspace, kind, state, created_at, "from", "to", calls, done, events, unreadable, stop_requested)
            VALUES ('main', '{kind}', 'Waiting', 0, {TableConventions.Stored(from)}, {TableConventions.Stored(to)}, {(
                calls is null ? "NULL" : $"'{calls}'"
            )}, 0, 0, 0, 0)
            """
        );

    public void Dispose() => connection.Dispose();

    private SqliteCommand CreateCommand(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is a constant of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Migrated once: a copy takes a hundredth of the time.</summary>
    private static SqliteConnection Migrate()
    {
        var template = new SqliteConnection("Data Source=:memory:");
        template.Open();
        using var context = new SqliteLedgerDbContext(new DbContextOptionsBuilder<LedgerDbContext>().UseSqlite(template).Options);
        context.Database.Migrate();
        using var erasures = new SqliteErasureDbContext(new DbContextOptionsBuilder<ErasureDbContext>().UseSqlite(template).Options);
        erasures.Database.Migrate();
        return template;
    }
}
