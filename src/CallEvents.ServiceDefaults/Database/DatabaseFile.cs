using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>A SQLite file apart from a service's own databases, which can be moved as one file: it has no write-ahead log.</summary>
public static class DatabaseFile
{
    /// <summary>Creates an empty file that only its owner can read.</summary>
    /// <exception cref="IOException">There is such a file, or it cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static void Create(string path) => SqliteFile.Create(path, FileMode.CreateNew);

    /// <summary>The options of contexts on an existing file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isReadOnly">Whether nothing is written to it.</param>
    public static DbContextOptions<TContext> Options<TContext>(string path, bool isReadOnly)
        where TContext : DbContext
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        return new DbContextOptionsBuilder<TContext>().UseSqlite(connection.ToString()).Options;
    }
}
