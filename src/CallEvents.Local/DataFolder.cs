using Microsoft.Data.Sqlite;

namespace CallEvents.Local;

/// <summary>The folder with the state of a run: a database for each service, and the log.</summary>
internal sealed class DataFolder : IDisposable
{
    private DataFolder(string path, bool isTemporary)
    {
        Path = path;
        IsTemporary = isTemporary;
        LogFile = GetFile("callevents.log");
    }

    public string Path { get; }

    public bool IsTemporary { get; }

    public string LogFile { get; }

    /// <summary>Whether a temporary folder is kept for inspection after the run.</summary>
    public bool IsKept { get; private set; }

    /// <exception cref="InvalidOptionException">The folder cannot be written.</exception>
    public static DataFolder Open(string? path)
    {
        if (path is null)
            return new DataFolder(Directory.CreateTempSubdirectory("callevents-").FullName, isTemporary: true);

        try
        {
            var folder = new DataFolder(Directory.CreateDirectory(path).FullName, isTemporary: false);
            using var log = File.Open(folder.LogFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--data", $"'{path}'", "a folder that can be written");
        }
    }

    public string GetFile(string name) => System.IO.Path.Combine(Path, name);

    public string GetConnectionString(string database) =>
        new SqliteConnectionStringBuilder { DataSource = GetFile(database) }.ConnectionString;

    public void Keep() => IsKept = true;

    public void Dispose()
    {
        if (!IsTemporary || IsKept)
            return;

        // Pooled connections keep their files open, and some systems cannot delete an open file.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
