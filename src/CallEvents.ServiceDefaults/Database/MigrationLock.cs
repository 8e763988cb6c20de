using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>A lock on the migration of one SQLite file, which the operating system releases when its process dies.</summary>
/// <remarks>
/// EF Core's own lock is a row in <c>__EFMigrationsLock</c>. A process killed while it migrates leaves the row behind, and every later
/// start waits for it without end (https://github.com/dotnet/efcore/issues/34439). So the lock that counts is a file beside the database;
/// its holder knows that such a row has no living owner. The file is never deleted: one process could hold the deleted file and another a
/// new one.
/// </remarks>
internal static class MigrationLock
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>The database file; null for an in-memory database.</summary>
    public static string? FileOf(string connectionString)
    {
        var sqlite = new SqliteConnectionStringBuilder(connectionString);
        var inMemory =
            sqlite.Mode is SqliteOpenMode.Memory
            || sqlite.DataSource is ":memory:"
            || sqlite.DataSource.StartsWith("file:", StringComparison.Ordinal);
        return inMemory ? null : Path.GetFullPath(sqlite.DataSource);
    }

    public static async Task<FileStream?> TakeAsync(string? databaseFile, TimeProvider time, CancellationToken cancellationToken)
    {
        if (databaseFile is null)
            return null;
        if (!Directory.Exists(Path.GetDirectoryName(databaseFile)))
            throw new DirectoryNotFoundException($"the folder {Path.GetDirectoryName(databaseFile)} does not exist");

        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    databaseFile + "-migrating",
                    new FileStreamOptions
                    {
                        Mode = FileMode.OpenOrCreate,
                        Access = FileAccess.ReadWrite,
                        Share = FileShare.None,
                    }
                );
            }
            catch (IOException exception) when (IsHeld(exception) && time.GetElapsedTime(started) < Timeout)
            {
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    public static async Task RemoveStaleLockAsync(DbContext context, CancellationToken cancellationToken)
    {
        const string lockTable = "SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'";
        if (await context.Database.SqlQueryRaw<int>(lockTable).SingleAsync(cancellationToken) > 0)
            await context.Database.ExecuteSqlRawAsync("""DELETE FROM "__EFMigrationsLock" """, cancellationToken);
    }

    // Any other reason, such as a read-only folder, does not go away. The numbers are EWOULDBLOCK on Linux and macOS, and Windows'.
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
