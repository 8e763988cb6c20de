using System.Text;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Files;

/// <summary>The content of an optional file: the first must be valid, and an invalid one later leaves the content before in use.</summary>
/// <remarks>
/// Compared by content: Kubernetes replaces a mounted ConfigMap by swapping a symbolic link, which neither the file's time nor a file
/// watcher shows reliably. A change counts when two looks in a row have found it: the first half of a file that is being written may be
/// valid for itself.
/// </remarks>
public sealed class WatchedFile<T> : IWatchedFile
    where T : class
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? file;
    private readonly Func<string, FileContent<T>> parse;
    private byte[]? taken;
    private byte[]? seen;
    private volatile T current;
    private volatile IReadOnlyList<string> problems = [];

    /// <summary>Reads the file.</summary>
    /// <param name="setting">The setting with the file's name.</param>
    /// <param name="file">The file's name; null or empty for none.</param>
    /// <param name="parse">Parses its text.</param>
    /// <param name="without">The content without a file.</param>
    /// <exception cref="OptionsValidationException">The file is invalid: it ends the start.</exception>
    public WatchedFile(string setting, string? file, Func<string, FileContent<T>> parse, T without)
    {
        Setting = setting;
        this.file = string.IsNullOrWhiteSpace(file) ? null : file;
        this.parse = parse;
        current = without;
        if (this.file is null)
            return;

        taken = seen = ReadBytes(this.file);
        Take(this.file, taken);
        if (problems.Count > 0)
            throw new OptionsValidationException(setting, typeof(IWatchedFile), problems);
    }

    public string Setting { get; }

    /// <summary>The newest valid content.</summary>
    public T Current => current;

    public string? Problem =>
        problems switch
        {
            [] => null,
            [var only] => only,
            [var first, ..] all => $"{first} (and {all.Count - 1} more)",
        };

    public IReadOnlyList<string>? Refresh()
    {
        if (file is null)
            return null;

        var found = ReadBytes(file);
        var isWhole = AreEqual(found, seen);
        seen = found;
        if (!isWhole || AreEqual(found, taken))
            return null;

        taken = found;
        Take(file, found);
        return problems;
    }

    private static bool AreEqual(byte[]? one, byte[]? other) =>
        one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    private static byte[]? ReadBytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Take(string name, byte[]? bytes)
    {
        var content = bytes is null
            ? Invalid(Configuration.Setting.Wrong(Setting, name, "a file that exists and can be read"))
            : Parse(name, bytes);
        current = content.Value ?? current;
        problems = content.Problems;
    }

    private FileContent<T> Parse(string name, byte[] bytes)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), Strict);
            return parse(reader.ReadToEnd());
        }
        catch (DecoderFallbackException)
        {
            return Invalid(Configuration.Setting.Wrong(Setting, name, "a file in UTF-8"));
        }
    }

    private static FileContent<T> Invalid(string problem) => new(null, [problem]);
}
