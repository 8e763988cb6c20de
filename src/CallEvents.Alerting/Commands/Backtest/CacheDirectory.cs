using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>
/// A directory for calls and transcripts that were read: personal data, so that only its owner has access. A command makes it, and uses no
/// other that has files in it.
/// </summary>
internal sealed class CacheDirectory
{
    private const string Mark = "PERSONAL-DATA.txt";
    private const string Warning = """
        This directory holds calls and transcripts of customers, read by `rules backtest --cache`: personal data.
        Keep it from others, from backups and from version control. Delete it when you are done: the next run reads the calls again.

        """;

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = OwnersFile | UnixFileMode.UserExecute;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string root;

    private CacheDirectory(string root) => this.root = root;

    /// <summary>Opens a directory that a command has made, or makes it.</summary>
    /// <exception cref="CommandUsageException">It is another one.</exception>
    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public static CacheDirectory Open(string path)
    {
        var mark = Path.Combine(path, Mark);
        try
        {
            if (File.Exists(path) || (Directory.Exists(path) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(path).Any()))
                throw new CommandUsageException("--cache", $"'{path}', which holds other files", "a new or empty directory, or a cache");
            Create(path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, OwnersDirectory);
            if (!File.Exists(mark))
                Write(mark, Encoding.UTF8.GetBytes(Warning));
            return new(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception);
        }
    }

    /// <summary>A part of it by names that may be anything, such as the name of a workspace and an address.</summary>
    public CacheDirectory Part(params ReadOnlySpan<string> names) => new(Path.Combine(root, Hash(string.Join('\n', names))[..16]));

    /// <summary>What is stored under a name; null where nothing is, or it cannot be read.</summary>
    public T? Read<T>(string folder, string name)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(PathOf(folder, name)), Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores it as a whole: a command that is killed leaves no half of a file.</summary>
    public void Store<T>(string folder, string name, T content)
        where T : class
    {
        var path = PathOf(folder, name);
        var unfinished = $"{path}.tmp";
        try
        {
            // One by one: the mode is given to the last one only.
            Create(root);
            Create(Path.GetDirectoryName(path)!);
            Write(unfinished, JsonSerializer.SerializeToUtf8Bytes(content, Json));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(root, exception);
        }
    }

    private string PathOf(string folder, string name) => Path.Combine(root, folder, $"{Hash(name)}.json");

    /// <summary>An id of a call may hold any character.</summary>
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnersDirectory);
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        using var file = new FileStream(path, options);
        file.Write(content);
    }

    private static CommandFailedException Unusable(string path, Exception exception) =>
        new($"--cache: '{path}' cannot be written ({exception.GetType().Name})");
}
