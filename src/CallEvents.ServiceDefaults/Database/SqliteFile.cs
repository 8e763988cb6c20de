using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Keeps the file of a SQLite database from other users: it holds personal data. SQLite gives its log the same mode.</summary>
internal static class SqliteFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    /// <summary>Creates the file if there is none; takes the rights of group and others from one that exists.</summary>
    public static void Restrict(string connectionString)
    {
        var database = new SqliteConnectionStringBuilder(connectionString);
        var isFile = database.Mode is SqliteOpenMode.ReadWriteCreate or SqliteOpenMode.ReadWrite && IsPath(database.DataSource);
        if (OperatingSystem.IsWindows() || !isFile)
            return;
        if (
            database.Mode is SqliteOpenMode.ReadWriteCreate
            && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(database.DataSource)))
        )
            Create(database.DataSource, FileMode.OpenOrCreate);
        foreach (var file in Suffixes.Select(suffix => database.DataSource + suffix).Where(File.Exists))
            Restrict(new FileInfo(file));
    }

    /// <summary>Creates a file that only its owner can read.</summary>
    public static void Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using var file = new FileStream(path, options);
    }

    /// <summary>Whether the database's file is there; one that is no file, such as one in memory, counts as there.</summary>
    public static bool Exists(string connectionString)
    {
        var source = new SqliteConnectionStringBuilder(connectionString).DataSource;
        return !IsPath(source) || File.Exists(source);
    }

    /// <summary>Whether the folder of the database's file is there.</summary>
    public static bool HasFolder(string connectionString)
    {
        var source = new SqliteConnectionStringBuilder(connectionString).DataSource;
        return !IsPath(source) || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(source)));
    }

    /// <summary>Closes pooled connections: the last one to close empties the log, which still has what was deleted.</summary>
    public static void Close(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static bool IsPath(string source) =>
        source.Length > 0 && source != ":memory:" && !source.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    [UnsupportedOSPlatform("windows")]
    private static void Restrict(FileInfo file)
    {
        try
        {
            if ((file.UnixFileMode & ~Owner) != 0)
                file.UnixFileMode = Owner;
        }
        catch (UnauthorizedAccessException)
        {
            // The file of another user, shared on purpose: SQLite itself decides whether it can be used.
        }
    }
}
