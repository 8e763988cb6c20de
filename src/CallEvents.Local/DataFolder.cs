using Microsoft.Data.Sqlite;

namespace CallEvents.Local;

/// <summary>Where everything of a run is kept: a file for each service's state, and the log.</summary>
internal sealed class DataFolder : IDisposable
{
    private DataFolder(string path, bool isTemporary)
    {
        Path = path;
        IsTemporary = isTemporary;
        LogFile = File("callevents.log");
    }

    public string Path { get; }

    public bool IsTemporary { get; }

    public string LogFile { get; }

    /// <summary>Keeps a temporary folder: there is something in it to look at.</summary>
    public bool Kept { get; private set; }

    /// <exception cref="WrongOptionException">The folder cannot be written.</exception>
    public static DataFolder Open(string? path)
    {
        if (path is null)
            return new DataFolder(Directory.CreateTempSubdirectory("callevents-").FullName, isTemporary: true);

        try
        {
            var folder = new DataFolder(Directory.CreateDirectory(path).FullName, isTemporary: false);
            using var log = System.IO.File.Open(folder.LogFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongOptionException("--data", $"'{path}'", "a folder that can be written");
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Database(string name) => new SqliteConnectionStringBuilder { DataSource = File(name) }.ConnectionString;

    public void Keep() => Kept = true;

    public void Dispose()
    {
        if (!IsTemporary || Kept)
            return;

        // Pooled connections hold their files open, and some systems delete no open file.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
