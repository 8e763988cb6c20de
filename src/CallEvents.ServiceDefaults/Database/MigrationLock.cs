using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>The right to migrate one SQLite file, which the operating system takes back from a process that dies.</summary>
/// <remarks>
/// EF Core's own lock is a row in <c>__EFMigrationsLock</c>. A process killed while it migrates leaves the row behind, and every later
/// start waits for it for ever (dotnet/efcore#34439). So the lock that counts is a file beside the database; whoever holds it knows
/// that such a row has no living owner. The file stays: were it deleted, one process could hold the deleted file and another a new one.
/// </remarks>
internal static class MigrationLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>The file, or null for a database that is in none.</summary>
    public static string? FileOf(string connectionString)
    {
        var sqlite = new SqliteConnectionStringBuilder(connectionString);
        var inMemory = sqlite.Mode is SqliteOpenMode.Memory || sqlite.DataSource is ":memory:" || sqlite.DataSource.StartsWith("file:", StringComparison.Ordinal);
        return inMemory ? null : Path.GetFullPath(sqlite.DataSource);
    }

    public static async Task<FileStream?> TakeAsync(string? databaseFile, TimeProvider time, CancellationToken cancellationToken)
    {
        if (databaseFile is null) return null;
        if (!Directory.Exists(Path.GetDirectoryName(databaseFile)))
            throw new DirectoryNotFoundException($"the folder {Path.GetDirectoryName(databaseFile)} does not exist");

        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(databaseFile + "-migrating", new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                });
            }
            catch (IOException exception) when (IsHeld(exception) && time.GetElapsedTime(started) < Timeout)
            {
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    public static async Task RemoveStaleLockAsync(DbContext context, CancellationToken cancellationToken)
    {
        const string lockTable = "SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'";
        if (await context.Database.SqlQueryRaw<int>(lockTable).SingleAsync(cancellationToken) > 0)
            await context.Database.ExecuteSqlRawAsync("""DELETE FROM "__EFMigrationsLock" """, cancellationToken);
    }

    // Any other reason, such as a folder that cannot be written to, does not pass by itself. The numbers: Linux, macOS, Windows.
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
